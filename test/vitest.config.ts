import { defineConfig } from "vitest/config";
import { resolve } from "node:path";

export default defineConfig({
  root: resolve(import.meta.dirname, ".."),
  // Vite's own cache would land in node_modules/.vite; tests need no pre-bundling.
  optimizeDeps: { noDiscovery: true, include: [] },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    reporters: ["default", "./test/kit/closing-line.ts"],
    // Real engines and browsers: two cores carry two files at a time.
    maxWorkers: 2,
    globalSetup: "./test/kit/shared-store.ts",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
