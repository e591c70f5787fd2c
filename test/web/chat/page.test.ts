import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { household } from "../../../src/web/chat/chat-limits.ts";
import { joinModules } from "../../../src/web/chat/join-modules.ts";
import { startChatWorld, type ChatWorld } from "./chat-world.ts";
import { idOf, visit } from "./visitor.ts";

let world: ChatWorld;
beforeAll(async () => void (world = await startChatWorld()));
afterAll(() => world.stop());

const chatFolder = resolve(import.meta.dirname, "../../../src/web/chat");

describe("the chat page", () => {
  it("is light: everything of the first visit in 30 kB, its files kept for ever", async () => {
    const html = await (await fetch(world.url)).text();
    const paths = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!);
    expect(new Set(paths).size).toBe(3);
    let bytes = gzipSync(html).length;
    for (const path of new Set(paths)) {
      const asset = await fetch(`${world.url}${path}`, { headers: { "accept-encoding": "gzip" } });
      expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(path).toMatch(/\.[0-9a-f]{12}\./);
      bytes += Number(asset.headers.get("content-length"));
    }
    expect(bytes).toBeLessThan(30_000);
    expect((await fetch(`${world.url}/assets/chat.000000000000.js`)).status).toBe(404);
  });

  it("allows no script but its own file, and nothing from elsewhere", async () => {
    const response = await fetch(world.url);
    const policy = response.headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe");
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=/);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("never lets what somebody wrote become part of the page", async () => {
    const lan = await visit(world.url);
    const text = `"><script>alert(1)</script><img src=x onerror=alert(1)> '&quot;`;
    await world.mailbox.append(idOf(lan), { from: "me", text, at: 1, ref: "a" });
    const html = await (await lan.get("/")).text();
    expect(html).not.toMatch(/<script>|<img src=x/);
    expect((await (await lan.get("/?ref=%22%3E%3Cb%3E")).text()).includes("<b>")).toBe(false);
  });

  it("speaks Vietnamese, English to whom it suits, and remembers what was chosen", async () => {
    const langOf = async (path: string, headers: Record<string, string> = {}) => /<html lang="(\w+)"/.exec(await (await fetch(`${world.url}${path}`, { headers })).text())![1];
    expect(await langOf("/")).toBe("vi");
    expect(await langOf("/", { "accept-language": "en-US,en;q=0.9" })).toBe("en");
    expect(await langOf("/", { "accept-language": "en-US,en;q=0.9,vi;q=0.8" })).toBe("vi");
    expect(await langOf("/", { "accept-language": "fr" })).toBe("vi");
    expect(await langOf("/?lang=en")).toBe("en");
    expect(await langOf("/", { "accept-language": "vi", cookie: "cn_lang=en" })).toBe("en");
    const chosen = await fetch(`${world.url}/?lang=en`);
    expect(chosen.headers.getSetCookie().some((cookie) => cookie.startsWith("cn_lang=en; Max-Age=31536000"))).toBe(true);
  });

  it("has every sentence it shows in both languages", async () => {
    for (const lang of ["vi", "en"]) {
      const html = await (await fetch(`${world.url}/?lang=${lang}`)).text();
      const state = JSON.parse(/data-state="([^"]*)"/.exec(html)![1]!.replaceAll("&quot;", '"').replaceAll("&amp;", "&")) as { texts: Record<string, string> };
      for (const [key, text] of Object.entries(state.texts)) expect(text, key).not.toBe(key);
      expect(html).not.toMatch(/>[a-z]+-[a-z]+</);
    }
  });
});

describe("the page's script", () => {
  it("holds its types", () => {
    execFileSync(resolve(chatFolder, "../../../node_modules/.bin/tsc"), ["-p", join(chatFolder, "client")], { encoding: "utf8" });
  });

  it("is joined to one file that is a script", () => {
    const script = joinModules(join(chatFolder, "client"), "main.js");
    expect(() => new Function(script)).not.toThrow();
    expect(script).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|@param/);
  });

  it("refuses what cannot be joined", () => {
    const folder = mkdtempSync(join(tmpdir(), "modules-"));
    const write = (files: Record<string, string>) => Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
    write({ "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n', "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n', "c.js": 'import * as b from "./b.js";\n', "d.js": "export default 1;\n" });
    expect(() => joinModules(folder, "a.js")).toThrow("modules import each other: a.js -> b.js -> a.js");
    expect(() => joinModules(folder, "c.js")).toThrow("c.js");
    expect(() => joinModules(folder, "d.js")).toThrow("d.js");
    rmSync(folder, { recursive: true });
  });
});

it("counts an IPv6 line as one address", () => {
  expect(household("203.0.113.7")).toBe("203.0.113.7");
  expect(household("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(household("2001:db8:1:2:3:4:5:6")).toBe(household("2001:db8:1:2::9"));
  expect(household("2001:db8:1:2::9")).not.toBe(household("2001:db8:1:3::9"));
  expect(household("::1")).toBe("0:0:0:0");
});
