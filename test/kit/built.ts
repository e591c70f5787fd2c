import { resolve } from "node:path";

const project = resolve(import.meta.dirname, "../..");

/** What Node is given to run the built service or command line, as `npm start` and `npm run cli` do; `kit/shared-store.ts` has built it. */
export function built(entry: "main" | "cli", ...words: string[]): string[] {
  return ["--enable-source-maps", resolve(project, `node_modules/.cache/cau-noi/built/${entry}.mjs`), ...words];
}
