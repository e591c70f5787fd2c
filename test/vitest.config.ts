import { defineConfig } from "vitest/config";
import { resolve } from "node:path";

/** They look at the clock closely, so no more than the two cores can carry runs beside them. */
const timed = [
  "test/jobs/fair-sending.test.ts", "test/jobs/outbox.test.ts", "test/jobs/poller.test.ts", "test/jobs/slot-turns.test.ts", "test/storage/lanes-accounts.test.ts",
  "test/dialogues/**/*.test.ts", "test/questions/similar-questions.test.ts", "test/answers/similar-questions.test.ts", "test/road/frozen.test.ts", "test/runtime/texts.test.ts", "test/lib/vietnamese.test.ts", "test/embedded/setup.test.ts", "test/web/chat/routes.test.ts",
];

export default defineConfig({
  root: resolve(import.meta.dirname, ".."),
  // Vite's own cache would land in node_modules/.vite; tests need no pre-bundling.
  optimizeDeps: { noDiscovery: true, include: [] },
  test: {
    reporters: ["default", "./test/kit/closing-line.ts"],
    globalSetup: "./test/kit/shared-store.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "timed", include: timed, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      // Real engines and browsers, which wait for each other a third of the time: two cores carry three files at a time.
      { extends: true, test: { name: "all others", include: ["test/**/*.test.ts", "test/**/*.test.tsx"], exclude: timed, maxWorkers: 3, sequence: { groupOrder: 1 } } },
    ],
  },
});
