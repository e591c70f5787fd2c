import { defineConfig } from "vitest/config";
import { resolve } from "node:path";

export default defineConfig({
  root: resolve(import.meta.dirname, ".."),
  // Vite's own cache would land in node_modules/.vite; tests need no pre-bundling.
  optimizeDeps: { noDiscovery: true, include: [] },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    reporters: ["default", "./test/kit/closing-line.ts"],
    // Real engines and browsers: two cores carry three files, for each waits a good part of its time.
    maxWorkers: 3,
    globalSetup: "./test/kit/shared-store.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
