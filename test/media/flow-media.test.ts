import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flowMediaFault, openFlowMedia, type FlowMedia } from "../../src/media/index.ts";
import { docx, pdf, photo } from "./samples.ts";

const top = mkdtempSync(join(tmpdir(), "cau-noi-flow-media-"));
const folder = join(top, "media");
const warnings: string[] = [];

function open(sources: Parameters<typeof openFlowMedia>[0]["sources"], publicUrl: string | undefined = "https://bot.example.vn"): FlowMedia {
  warnings.length = 0;
  return openFlowMedia({ folder, sources, publicUrl, warn: (problem) => warnings.push(problem) });
}

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, "poster.jpg"), await photo());
  writeFileSync(join(folder, "other.png"), await photo("png"));
  writeFileSync(join(folder, "form.docx"), docx());
  writeFileSync(join(folder, "rules.pdf"), pdf());
  writeFileSync(join(folder, "page.jpg"), "<html>");
  writeFileSync(join(folder, "large.jpg"), Buffer.concat([await photo(), Buffer.alloc(1_048_577)]));
  writeFileSync(join(folder, "large.pdf"), Buffer.concat([pdf(), Buffer.alloc(5 * 1_048_576)]));
  writeFileSync(join(top, "secret.pdf"), pdf());
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe("flows check", () => {
  it.each([["image", "poster.jpg"], ["image", "other.png"], ["file", "form.docx"], ["file", "rules.pdf"], ["image", "https://files.example.vn/a.jpg"]] as const)("accepts %s %s", (kind, source) => {
    expect(flowMediaFault(folder, kind, source)).toBeUndefined();
  });

  it.each([
    ["image", "gone.jpg", "there is no file flows/media/gone.jpg"], ["image", "rules.pdf", "rules.pdf must end with .jpg, .jpeg, .png"], ["file", "poster.jpg", "poster.jpg must end with .pdf, .doc, .docx"],
    ["image", "page.jpg", "flows/media/page.jpg is not what its name says"], ["image", "large.jpg", /^flows\/media\/large\.jpg has \d+ kB, platforms take 1024$/], ["file", "large.pdf", /platforms take 5120$/],
    ["file", "../secret.pdf", /is not a file name/], ["file", "a/b.pdf", /is not a file name/], ["image", "http://files.example.vn/a.jpg", /must be an address that begins with https/], ["image", "https://localhost/a.jpg", /must be an address/],
    ["image", "https://user@files.example.vn/a.jpg", /must be an address/], ["image", "constructor", /must end with/],
  ] as const)("finds what is wrong with %s %s", (kind, source, sentence) => expect(flowMediaFault(folder, kind, source)).toMatch(sentence));
});

describe("what a flow shows", () => {
  it("has a public address made of its content, and its place on this machine", () => {
    const shown = open([{ kind: "image", source: "poster.jpg" }]).outbound({ kind: "image", source: "poster.jpg" }, "messenger");
    expect(shown).toMatchObject({ kind: "image", path: join(folder, "poster.jpg"), name: "poster.jpg", type: "image/jpeg" });
    expect(shown!.url).toMatch(/^https:\/\/bot\.example\.vn\/files\/[0-9a-f]{32}\/poster\.jpg$/);
  });

  it("elsewhere is shown from there", () => {
    expect(open([]).outbound({ kind: "image", source: "https://files.example.vn/x/a.jpg?b=1" }, "zalo")).toEqual({ kind: "image", url: "https://files.example.vn/x/a.jpg?b=1", name: "a.jpg" });
  });

  it("stays away where there is no public address, said once, but not from our own page", () => {
    const media = openFlowMedia({ folder, sources: [{ kind: "image", source: "poster.jpg" }], publicUrl: undefined, warn: (problem) => warnings.push(problem) });
    warnings.length = 0;
    const poster = { kind: "image", source: "poster.jpg" } as const;
    expect([media.outbound(poster, "zalo"), media.outbound(poster, "telegram")]).toEqual([undefined, undefined]);
    expect(warnings).toEqual([expect.stringContaining("PUBLIC_URL")]);
    expect(new URL(media.outbound(poster, "webchat")!.url).pathname).toMatch(/^\/files\/[0-9a-f]{32}\/poster\.jpg$/);
  });

  it("and is not there any more stays away, and the log says so", () => {
    expect(open([{ kind: "image", source: "gone.jpg" }]).outbound({ kind: "image", source: "gone.jpg" }, "zalo")).toBeUndefined();
    expect(warnings).toEqual(["there is no file flows/media/gone.jpg"]);
  });
});

describe("what is served", () => {
  it("is what flows name, and nothing else", () => {
    const media = open([{ kind: "file", source: "rules.pdf" }]);
    const [, , , , hash] = media.outbound({ kind: "file", source: "rules.pdf" }, "zalo")!.url.split("/");
    expect(media.served(hash!, "rules.pdf")).toEqual({ content: pdf(), type: "application/pdf" });
    for (const [wrongHash, name] of [["0".repeat(32), "rules.pdf"], [hash!, "poster.jpg"], [hash!, "../secret.pdf"], [hash!, "secret.pdf"], ["", "rules.pdf"], [hash!.slice(0, 8), "rules.pdf"], [hash!, "__proto__"]]) {
      expect(media.served(wrongHash!, name!)).toBeUndefined();
    }
  });

  it("never is other content than its address says", () => {
    writeFileSync(join(folder, "changing.pdf"), pdf());
    const media = open([{ kind: "file", source: "changing.pdf" }]);
    const hash = media.outbound({ kind: "file", source: "changing.pdf" }, "zalo")!.url.split("/")[4]!;
    expect(media.served(hash, "changing.pdf")).toBeDefined();
    writeFileSync(join(folder, "changing.pdf"), Buffer.concat([pdf(), Buffer.from("new")]));
    expect(media.served(hash, "changing.pdf")).toBeUndefined();
  });
});
