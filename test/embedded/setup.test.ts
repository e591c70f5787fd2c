import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

test("the set-up step is silent and quick when everything is in place", () => {
  const start = performance.now();
  const run = spawnSync(process.execPath, [join(root, "src/setup.mjs")], { encoding: "utf8" });
  expect([run.status, run.stdout, run.stderr]).toEqual([0, "", ""]);
  // 0.1 s on a quiet machine; the other tests share it here
  expect(performance.now() - start).toBeLessThan(2000);
});
