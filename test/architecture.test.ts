import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * The walls of the house: which room may look into which. Nothing points up. `types` names rooms from which only types may
 * be imported. A new room has to be entered here.
 */
const features = ["units", "members", "clubs", "dialogues", "activities", "questions", "answers", "broadcasts", "consent", "handovers", "pages", "media", "links", "identities", "people", "cases", "staff", "audit", "imports", "tokens", "hooks", "office"];
const ground = ["core", "lib", "runtime"];
const walls: Record<string, { may: string[]; types?: string[] }> = {
  lib: { may: [] },
  core: { may: ["lib"] },
  runtime: { may: ["lib"] },
  channels: { may: ground },
  conversation: { may: ["core", "lib"] },
  storage: { may: ground, types: ["conversation"] },
  embedded: { may: ["runtime", "lib"] },
  answers: { may: ["core", "lib"] },
  ...Object.fromEntries(features.filter((room) => room !== "answers").map((room) => [room, { may: [...ground, "storage", ...features] }])),
  sample: { may: [...ground, "storage", ...features] },
  turns: { may: [...ground, "conversation", "storage", ...features] },
  jobs: { may: [...ground, "channels", "storage", "turns", ...features] },
  web: { may: [...ground, "channels", "storage", "jobs", ...features], types: ["conversation"] },
  service: { may: [...ground, "channels", "conversation", "storage", "embedded", "sample", "turns", "jobs", "web", ...features] },
  cli: { may: [...ground, "channels", "conversation", "storage", "embedded", "sample", "turns", "jobs", "web", "service", ...features] },
};

const source = resolve(import.meta.dirname, "../src");

type Import = { from: string; to: string; typeOnly: boolean };

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const pattern = /^\s*(import|export)\s+(type\s+)?([^;"']*?from\s+)?["'](\.[^"']+)["']|import\(\s*["'](\.[^"']+)["']\s*\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const names = match[3] ?? "";
    const allTypes = /\{/.test(names) && names.replace(/^[^{]*\{|\}[\s\S]*$/g, "").split(",").filter((name) => name.trim()).every((name) => /^\s*type\s/.test(name));
    return { from: relative(source, file), to: relative(source, resolve(dirname(file), match[4] ?? match[5]!)), typeOnly: Boolean(match[2]) || allTypes };
  });
}

const room = (path: string): string => (path.includes("/") ? path.split("/")[0]! : "main");

/** All the imports that break a wall, as sentences. */
export function brokenWalls(imports: Import[]): string[] {
  return imports.flatMap(({ from, to, typeOnly }) => {
    const [a, b] = [room(from), room(to)];
    if (a === b || a === "main") return [];
    const wall = walls[a];
    if (!wall) return [`${from}: the room ${a} is not in the table of walls`];
    if (wall.may.includes(b) || (typeOnly && wall.types?.includes(b))) return [];
    return [`${from} looks into ${to}: ${a} may not import ${b}${wall.types?.includes(b) ? " except types" : ""}`];
  });
}

/** Rings of files that import each other at run time. */
function cycles(imports: Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) return void found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

describe("the house", () => {
  const all = files(source).flatMap(importsOf);

  it("has imports to judge", () => expect(all.length).toBeGreaterThan(100));
  it("keeps its walls", () => expect(brokenWalls(all)).toEqual([]));
  it("has no import cycles", () => expect(cycles(all)).toEqual([]));

  it("would notice a broken wall", () => {
    expect(brokenWalls([{ from: "conversation/engine.ts", to: "storage/contacts.ts", typeOnly: false }])).toHaveLength(1);
    expect(brokenWalls([{ from: "channels/zalo/client.ts", to: "storage/contacts.ts", typeOnly: true }])).toHaveLength(1);
    expect(brokenWalls([{ from: "clubs/join-club.ts", to: "channels/registry.ts", typeOnly: false }])).toHaveLength(1);
    expect(brokenWalls([{ from: "storage/contact.ts", to: "conversation/session.ts", typeOnly: true }])).toEqual([]);
    expect(brokenWalls([{ from: "storage/contact.ts", to: "conversation/engine.ts", typeOnly: false }])).toHaveLength(1);
  });

  it("keeps input and output out of the conversation", () => {
    const forbidden = /from\s+["'](node:(fs|net|http|https|child_process|worker_threads|dgram|crypto|timers)[^"']*|ioredis|mongoose|bullmq|express|undici)["']|\bDate\.now\(|\bnew Date\(\)|Math\.random\(|\bfetch\(/;
    const guilty = files(join(source, "conversation")).filter((file) => forbidden.test(readFileSync(file, "utf8")));
    expect(guilty.map((file) => relative(source, file))).toEqual([]);
  });
});
