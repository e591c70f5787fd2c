import { readFileSync } from "node:fs";
import { join } from "node:path";

const importLine = /^import \{ ([\w, ]+) \} from "\.\/([\w-]+\.js)";\n/gm;
const exportWord = /^export (?=(?:async )?function (\w+)|const (\w+))/gm;
/** Whole-line comments only: they are for us, and a phone pays for them. */
const comments = /^[ \t]*(?:\/\*\*[\s\S]*?\*\/|\/\/.*)[ \t]*\n/gm;

/**
 * Makes one script of the modules an entry module imports, so that a phone on 3G asks once instead of once per file and
 * level. Each module stays a scope of its own. Knows only `import { a, b } from "./c.js"` and exported functions and
 * constants; anything else is an error here, not on the phone.
 */
export function joinModules(folder: string, entry: string): string {
  const done: string[] = [];
  const parts: string[] = [];
  const add = (file: string, path: string[]): void => {
    if (path.includes(file)) throw new Error(`modules import each other: ${[...path, file].join(" -> ")}`);
    if (done.includes(file)) return;
    const source = readFileSync(join(folder, file), "utf8");
    for (const [, , wanted] of source.matchAll(importLine)) add(wanted!, [...path, file]);
    done.push(file);
    parts.push(wrap(file, source));
  };
  add(entry, []);
  return parts.join("");
}

function wrap(file: string, source: string): string {
  const exported = [...source.matchAll(exportWord)].map((match) => match[1] ?? match[2]!);
  const body = source
    .replace(importLine, (_, names: string, from: string) => `const { ${names} } = ${nameOf(from)};\n`)
    .replace(exportWord, "")
    .replace(comments, "");
  if (/^\s*(import|export)\b/m.test(body)) throw new Error(`${file}: an import or export of a kind that is not known here`);
  return `const ${nameOf(file)} = (() => {\n${body}return { ${exported.join(", ")} };\n})();\n`;
}

function nameOf(file: string): string {
  return `_${file.replace(/\.js$/, "").replaceAll("-", "_")}`;
}
