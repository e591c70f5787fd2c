// Puts the sources together into a few files under node_modules/.cache: read as 800 files, each process would need half a second
// of a core and 30 MB more to start, and a small machine starts several. Plain JavaScript: it runs before anything is built.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const builds = join(root, "node_modules/.cache/cau-noi");

/** Where the newest build is: a link, so that starting is one short line. A process keeps the folder behind it, whatever is built meanwhile. */
export const built = join(builds, "built");

/** A running service reads some of its files only when they are needed, so the builds before this one stay for a while. */
const kept = 4;

/** Whether the build is of the sources as they are. */
export function isBuilt() {
  try {
    return basename(readlinkSync(built)) === fingerprint() && existsSync(join(built, "main.mjs"));
  } catch {
    return false;
  }
}

/** Builds, if anything has changed. Throws with what is wrong in the sources. */
export async function build() {
  if (isBuilt()) return;
  const { build: bundle } = await import("esbuild");
  const name = fingerprint();
  const half = join(builds, `half-${randomBytes(6).toString("hex")}`);
  await bundle({
    entryPoints: { main: join(root, "src/main.ts"), cli: join(root, "src/cli/index.ts") },
    outdir: half, bundle: true, splitting: true, platform: "node", format: "esm", target: "node24", packages: "external",
    jsx: "automatic", jsxImportSource: "preact", sourcemap: true, outExtension: { ".js": ".mjs" }, logLevel: "silent",
    plugins: [{ name: "places", setup: (bundler) => bundler.onLoad({ filter: /[/\\]src[/\\].*\.tsx?$/ }, keepPlace) }],
  });
  const whole = join(builds, name);
  rmSync(whole, { recursive: true, force: true });
  renameSync(half, whole);
  const link = join(builds, `link-${randomBytes(6).toString("hex")}`);
  symlinkSync(name, link);
  renameSync(link, built);
  forgetOld();
}

/** Files that stand beside a source (words, pictures, pages) are found from where the source is, not from where the build is. */
function keepPlace({ path }) {
  const text = readFileSync(path, "utf8");
  const contents = text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)).replaceAll("import.meta.dirname", JSON.stringify(dirname(path)));
  return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
}

/** Of names, sizes and times, not of what is inside: it is asked at every start. */
function fingerprint() {
  const hash = createHash("sha256").update(root);
  for (const file of ["package-lock.json", "tsconfig.json", "src/build.mjs"].map((name) => join(root, name)).filter(existsSync)) add(hash, file);
  (function walk(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) entry.name === "target" || walk(path);
      else if (/\.tsx?$/.test(entry.name)) add(hash, path);
    }
  })(join(root, "src"));
  return hash.digest("hex").slice(0, 16);
}

function add(hash, file) {
  const { mtimeMs, size } = statSync(file);
  hash.update(`${file} ${mtimeMs} ${size}\n`);
}

function forgetOld() {
  const now = basename(readlinkSync(built));
  const old = readdirSync(builds).filter((name) => name !== "built" && name !== now).map((name) => ({ name, at: statSync(join(builds, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  for (const { name } of old.sort((a, b) => b.at - a.at).slice(kept)) rmSync(join(builds, name), { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
