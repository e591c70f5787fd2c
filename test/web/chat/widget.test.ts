import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { until } from "../../kit/until.ts";
import { startChatWorld, type Bot, type ChatWorld } from "./chat-world.ts";

/** The widget on a commune's website: another site (localhost) than the service (127.0.0.1), as browsers see it. */
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--test-third-party-cookie-phaseout"];
const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, locale: "vi-VN", isMobile: true, hasTouch: true };
const bot: Bot = async ({ input, contact }, say) => {
  if (input.kind === "start") await say("Chào bạn!", [{ label: "Tham gia", payload: "#f:join-club" }]);
  if (input.kind === "text") await say(`${contact.split(":")[1]} nghe: ${input.text}`);
  if (input.kind === "press") await say(`Bạn bấm ${input.title}`);
};

let world: ChatWorld;
let browser: Browser;
let site: Server;
let siteUrl: string;
let strangerUrl: string;
vi.setConfig({ testTimeout: 60_000 });

beforeAll(async () => {
  site = createServer((request, response) => {
    const page = new URL(request.url ?? "/", "http://site").searchParams.get("page") ?? "xa-a";
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><html lang="vi"><title>Xã A</title><style>*{display:none;color:red!important}html,body,main,cau-noi-chat{display:block}</style><main><h1>Ủy ban xã A</h1></main><script src="${world.url}/widget.js" data-page="${page}" async></script></html>`);
  }).listen(0, "0.0.0.0");
  await new Promise((resolve) => site.once("listening", resolve));
  const { port } = site.address() as AddressInfo;
  siteUrl = `http://localhost:${port}`;
  strangerUrl = `http://127.0.0.2:${port}`;
  const pages = [{ account: "xa-a", origins: [siteUrl], name: "Đoàn xã A" }, { account: "xa-b", origins: [] }];
  [world, browser] = await Promise.all([startChatWorld(bot, { pages, limits: { perVisitorAMinute: 1000, perAddressAMinute: 10_000 } }), chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium", args: flags })]);
});
afterAll(async () => {
  await browser.close();
  site.closeAllConnections();
  site.close();
  await world.stop();
});

const launcher = (page: Page) => page.getByRole("button", { name: "Nhắn tin cho Đoàn xã" });
const frame = (page: Page) => page.frameLocator("cau-noi-chat iframe");
const bubbles = (page: Page) => frame(page).locator("#log .words").allTextContents();
const shows = (page: Page, ...wanted: string[]) => until(`the frame shows ${wanted.join(" | ")}`, async () => (await bubbles(page).catch(() => [])).join(" | ") === wanted.join(" | "), 25_000);

describe("the widget on a commune's website", () => {
  it("opens, talks in its page's name, and goes on after a reload, without any cookie", async () => {
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    await page.goto(siteUrl);
    await launcher(page).click();
    await shows(page, "Chào bạn!");
    expect(await frame(page).getByRole("heading", { level: 1 }).textContent()).toBe("Đoàn xã A");
    await frame(page).locator("#words").fill("xin chào");
    await frame(page).getByRole("button", { name: "Gửi", exact: true }).click();
    await shows(page, "Chào bạn!", "xin chào", "xa-a nghe: xin chào");
    expect((await context.cookies()).filter((cookie) => cookie.name === "cn_visitor")).toEqual([]);
    await page.reload();
    await launcher(page).click();
    await shows(page, "Chào bạn!", "xin chào", "xa-a nghe: xin chào");
    expect(world.taken.filter((event) => event.input.kind === "start")).toHaveLength(1);
    await context.close();
  });

  it("is reached and left with the keyboard, and says what it is", async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "vi-VN" });
    const page = await context.newPage();
    await page.goto(siteUrl);
    await launcher(page).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await shows(page, "Chào bạn!");
    expect(await launcher(page).getAttribute("aria-expanded")).toBe("true");
    expect(await page.getByRole("dialog", { name: "Nhắn tin cho Đoàn xã" }).isVisible()).toBe(true);
    await frame(page).locator("#words").press("Escape");
    await until("the panel is closed", async () => (await launcher(page).getAttribute("aria-expanded")) === "false");
    expect(await page.evaluate("document.activeElement.shadowRoot.activeElement.className")).toBe("launcher");
    await context.close();
  });

  it("says when there is no network, and loads when it is back", async () => {
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    await page.goto(siteUrl);
    await launcher(page).waitFor();
    await context.setOffline(true);
    await launcher(page).click();
    await page.getByText("Chưa kết nối được").waitFor();
    await context.setOffline(false);
    await shows(page, "Chào bạn!");
    await context.close();
  });

  it("tells of news while it is closed", async () => {
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    await page.goto(siteUrl);
    await launcher(page).click();
    await shows(page, "Chào bạn!");
    await page.getByRole("button", { name: "Đóng khung nhắn tin" }).click();
    const visitor = world.taken.at(-1)!.contact.split(":")[2]!;
    await world.mailbox.append(visitor, { from: "bot", text: "Mai họp nhé", at: Date.now(), ref: "news" });
    await until("the dot shows", () => page.locator("cau-noi-chat .dot").isVisible());
    await context.close();
  });
});

describe("who may not", () => {
  it("a website that is not on the page's list shows nothing of ours", async () => {
    const page = await browser.newPage();
    const before = world.taken.length;
    for (const url of [strangerUrl, `${siteUrl}/?page=xa-b`, `${siteUrl}/?page=khong-co`]) {
      await page.goto(url);
      await launcher(page).click();
      await until("the frame was refused", async () => page.frames().length > 1 && page.frames()[1]!.url() !== "about:blank");
      expect(await frame(page).locator("#words").count()).toBe(0);
    }
    expect(world.taken.length).toBe(before);
    await page.close();
  });

  it("forged, foreign and stale tokens are nobody", async () => {
    const post = (path: string, headers: Record<string, string>, body: unknown = {}) => fetch(`${world.url}${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
    const opened = await post("/chat/sessions", {}, { page: "xa-a" });
    const { token } = (await opened.json()) as { token: string };
    const act = (id: string) => ({ id, text: "chào" });
    expect((await post("/chat/messages", { "x-visitor": token }, act("w1"))).status).toBe(202);
    const [visitor, , signature] = token.split(".");
    for (const forged of [`${visitor}.xa-b.${signature}`, `${visitor}.web.${signature}`, `x${token}`, "", "a.b.c", "a".repeat(5000), `${visitor}.xa-a.`]) {
      expect((await post("/chat/messages", { "x-visitor": forged }, act("w2"))).status, forged).toBe(401);
      expect((await fetch(`${world.url}/chat/history`, { headers: { "x-visitor": forged } })).status).toBe(401);
    }
    const { ticket } = (await (await post("/chat/tickets", { "x-visitor": token })).json()) as { ticket: string };
    const [who, account, , sign] = ticket.split(".");
    expect((await fetch(`${world.url}/chat/history?ticket=${ticket}`)).status).toBe(200);
    expect((await fetch(`${world.url}/chat/events?ticket=${who}.${account}.zzzzzzzz.${sign}`)).status).toBe(401);
    expect((await fetch(`${world.url}/chat/history?ticket=${token}`)).status).toBe(401);
    expect((await post("/chat/sessions", { origin: "https://evil.example" }, { page: "xa-a" })).status).toBe(403);
    expect((await post("/chat/sessions", {}, { page: { $ne: 1 } })).status).toBe(404);
  });

  it("nobody collects visitors without end", async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => fetch(`${world.url}/chat/sessions`, { method: "POST", headers: { "content-type": "application/json" }, body: '{"page":"xa-a"}' })));
    expect(answers.some((answer) => answer.status === 429)).toBe(true);
  });
});

it("costs a website little, and our own page is still framed by nobody", async () => {
  const script = await fetch(`${world.url}/widget.js`);
  expect(script.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(gzipSync(await script.text(), { level: 9 }).length).toBeLessThan(4_000);
  const embed = await fetch(`${world.url}/embed?page=xa-a`);
  expect(embed.headers.get("content-security-policy")).toContain(`frame-ancestors ${siteUrl}`);
  expect((await fetch(`${world.url}/`)).headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});
