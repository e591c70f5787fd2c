import { join } from "node:path";
import { built as newest } from "../../src/build.mjs";

/** What Node is given to run the built service or command line, as `npm start` and `npm run cli` do; `kit/shared-store.ts` has built it. */
export function built(entry: "main" | "cli", ...words: string[]): string[] {
  return ["--enable-source-maps", join(newest, `${entry}.mjs`), ...words];
}
