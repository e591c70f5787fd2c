import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const project = resolve(import.meta.dirname, "..");

/** A small project with the real build. */
let root: string;
const write = (name: string, text: string): void => writeFileSync(join(root, "src", name), text);
const build = (): string => execFileSync(process.execPath, [join(root, "src/build.mjs")], { encoding: "utf8", stdio: "pipe" });
const newest = (): string => realpathSync(join(root, "node_modules/.cache/cau-noi/built"));
const run = (folder = newest()): string => execFileSync(process.execPath, [join(folder, "main.mjs")], { encoding: "utf8" });

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "cau-noi-build-")));
  mkdirSync(join(root, "src/cli"), { recursive: true });
  mkdirSync(join(root, "node_modules"));
  symlinkSync(realpathSync(join(project, "node_modules/esbuild")), join(root, "node_modules/esbuild"));
  cpSync(join(project, "src/build.mjs"), join(root, "src/build.mjs"));
  write("cli/index.ts", "export {};");
  write("word.ts", "export const word: string = 'first';");
  write("main.ts", "import { dirname } from 'node:path'; import { fileURLToPath } from 'node:url';\nconst { word } = await import('./word.ts'); console.log(word, dirname(fileURLToPath(import.meta.url)));");
});
afterEach(() => rmSync(root, { recursive: true }));

it("keeps where each source stands, and is done once for the same sources", () => {
  build();
  expect(run()).toBe(`first ${join(root, "src")}\n`);
  const before = newest();
  build();
  expect(newest()).toBe(before);
});

it("follows a change and leaves what runs its files", () => {
  build();
  const before = newest();
  write("word.ts", "export const word: string = 'second one';");
  build();
  expect(newest()).not.toBe(before);
  expect([run(), run(before)].map((said) => said.split(" ")[0])).toEqual(["second", "first"]);
});

it("tells what is wrong and keeps the last build", () => {
  build();
  const before = newest();
  write("word.ts", "export const word: string = ;");
  expect(build).toThrow(/word\.ts:1/);
  expect(newest()).toBe(before);
  expect(readFileSync(join(before, "main.mjs"), "utf8")).not.toBe("");
});
