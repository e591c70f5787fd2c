import { defineConfig } from "vitest/config";
import { resolve } from "node:path";

/** They look at the clock closely: before the others, each file in a process of its own. */
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
      // In one module registry a worker: each file of its own would load the whole service again, a tenth of all the time. Nothing keeps a state in a module.
      { extends: true, test: { name: "all others", include: ["test/**/*.test.ts", "test/**/*.test.tsx"], exclude: timed, maxWorkers: 2, isolate: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
