import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { until } from "../../kit/until.ts";
import { startChatWorld, type Bot, type ChatWorld } from "./chat-world.ts";

const browserPath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const sizes = [{ width: 360, height: 740 }, { width: 1280, height: 800 }, { width: 320, height: 568 }];

/** Says back what it hears, with buttons. */
const echo: Bot = async (event, say) => {
  const { input } = event;
  if (input.kind === "start") await say(`Chào bạn! ${input.ref ?? ""}`, [{ label: "Menu chính", payload: "#f:menu" }]);
  if (input.kind === "text") await say(`Bạn viết: ${input.text}`, [{ label: "Đúng rồi", payload: "#c:1:0" }, { label: "Chưa đúng, để mình viết lại cho rõ hơn nhé", payload: "#c:1:1" }]);
  if (input.kind === "press") await say(`Bạn bấm ${input.payload}`);
};

let world: ChatWorld;
let browser: Browser;
beforeAll(async () => {
  if (!existsSync(browserPath)) throw new Error(`no chromium at ${browserPath}: apt-get install -y chromium`);
  [world, browser] = await Promise.all([startChatWorld(echo, { limits: { perVisitorAMinute: 1000, perAddressAMinute: 10_000 } }), chromium.launch({ executablePath: browserPath, args: flags })]);
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

type Screen = { page: Page; context: BrowserContext; complaints: string[] };

async function open(size: { width: number; height: number }, path = "/"): Promise<Screen> {
  const context = await browser.newContext({ viewport: size, locale: "vi-VN", hasTouch: size.width < 800, isMobile: size.width < 800 });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${world.url}${path}`);
  return { page, context, complaints };
}

const bubbles = (page: Page) => page.locator("#log .words").allTextContents();
const shows = (page: Page, ...wanted: string[]) => until(`the page shows ${wanted.join(" | ")}`, async () => (await bubbles(page)).join(" | ") === wanted.join(" | "), 25_000);
const type = async (page: Page, text: string) => {
  await page.fill("#words", text);
  await page.click(".send");
};
const tooWide = (page: Page) => page.evaluate("document.documentElement.scrollWidth > innerWidth || document.getElementById('scroller').scrollWidth > document.getElementById('scroller').clientWidth") as Promise<boolean>;

vi.setConfig({ testTimeout: 60_000 }); // two browsers on a busy machine

describe.each(sizes)("the chat page at $width × $height", (size) => {
  it("talks, offers buttons, and remembers after a reload", async () => {
    const { page, context, complaints } = await open(size);
    await shows(page, "Chào bạn! ");
    await type(page, "xin chào");
    await shows(page, "Chào bạn! ", "xin chào", "Bạn viết: xin chào");
    await page.getByRole("button", { name: "Đúng rồi" }).click();
    await shows(page, "Chào bạn! ", "xin chào", "Bạn viết: xin chào", "Đúng rồi", "Bạn bấm #c:1:0");
    const states = async () => page.locator(".choices button").evaluateAll((buttons) => buttons.map((button) => `${button.className} ${button.getAttribute("aria-disabled")}`));
    expect(await states()).toEqual([" null", "chosen true", " true"]);
    await page.reload();
    await shows(page, "Chào bạn! ", "xin chào", "Bạn viết: xin chào", "Đúng rồi", "Bạn bấm #c:1:0");
    expect(await states()).toEqual([" null", "chosen true", " true"]);
    expect(await page.locator(".day").allTextContents()).toEqual(["Hôm nay"]);
    expect(await tooWide(page)).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("sends what was written offline once, in order, when the network is back", async () => {
    const { page, context, complaints } = await open(size);
    await shows(page, "Chào bạn! ");
    await context.setOffline(true);
    await until("the page says so", () => page.locator("#notice.offline").isVisible());
    await type(page, "một");
    await type(page, "hai");
    expect(await page.locator(".entry .state").count()).toBe(2);
    await context.setOffline(false);
    await until("both are answered", async () => (await bubbles(page)).length === 5);
    expect((await bubbles(page)).filter((text) => !text.startsWith("Bạn viết"))).toEqual(["Chào bạn! ", "một", "hai"]);
    expect(await page.locator(".entry.pending, .state").count()).toBe(0);
    await until("the page calms down", () => page.locator("#notice").isHidden().then(async (hidden) => hidden || (await page.locator("#notice").textContent()) === ""));
    expect(complaints.filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
    await context.close();
  });

  it("shows long words, links and markup as they were written, and stays as wide as the screen", async () => {
    const { page, context, complaints } = await open(size);
    const nasty = `${"a".repeat(300)} <img src=x onerror=alert(1)> https://example.vn/duong-dan?a=1&b=(2). javascript:alert(1) www.doan.vn, ${"dòng dài ".repeat(80)}`;
    await shows(page, "Chào bạn! ");
    await type(page, nasty);
    await until("the answer comes", async () => (await bubbles(page)).length === 3);
    expect((await bubbles(page))[1]).toBe(nasty.trim());
    expect(await page.locator(".me a").evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href))).toEqual(["https://example.vn/duong-dan?a=1&b=(2)", "https://www.doan.vn/"]);
    expect(await page.locator("#log img").count()).toBe(0);
    expect(await tooWide(page)).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("leaves large enough targets and letters for thumbs and eyes", async () => {
    const { page, context } = await open(size);
    await shows(page, "Chào bạn! ");
    const small = await page.locator("button:visible, a.lang, textarea").evaluateAll((nodes) => nodes.map((node) => [node.id || node.className || node.textContent, (node as unknown as { offsetHeight: number }).offsetHeight, (node as unknown as { offsetWidth: number }).offsetWidth] as const).filter(([, height, width]) => height < 44 || width < 44));
    expect(small).toEqual([]);
    expect(await page.locator("#words").evaluate((box) => (globalThis as unknown as { getComputedStyle(box: unknown): { fontSize: string } }).getComputedStyle(box).fontSize)).toBe("16px");
    await context.close();
  });
});

describe("the chat page", () => {
  it("starts with the entry link's payload, once", async () => {
    const { page, context } = await open(sizes[0]!, "/?ref=thon-dong");
    await shows(page, "Chào bạn! thon-dong");
    expect(page.url()).toBe(`${world.url}/`);
    await page.reload();
    await shows(page, "Chào bạn! thon-dong");
    await context.close();
  });

  it("does not follow while somebody reads above, and says that something came", async () => {
    const { page, context } = await open(sizes[0]!);
    await shows(page, "Chào bạn! ");
    for (let at = 0; at < 6; at += 1) {
      await type(page, `dòng ${at}\n`.repeat(6));
      await until("the answer comes", async () => (await bubbles(page)).length === 3 + at * 2);
    }
    await page.evaluate("document.getElementById('scroller').scrollTop = 0");
    await page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"); // the page hears of scrolling with the next frame
    const visitor = world.taken.at(-1)!.contact.split(":")[2]!;
    await world.mailbox.append(visitor, { from: "bot", text: "Tin mới đây", at: Date.now(), ref: "news" });
    await page.locator("#pill").waitFor({ state: "visible" });
    expect(await page.evaluate("document.getElementById('scroller').scrollTop")).toBe(0);
    await page.click("#pill");
    await until("the end is in sight", () => page.evaluate("(() => { const s = document.getElementById('scroller'); return s.scrollHeight - s.scrollTop - s.clientHeight < 4; })()"));
    expect(await page.locator("#pill").isHidden()).toBe(true);
    await context.close();
  });

  it("sends with Enter where there is a keyboard, not while a word is being composed", async () => {
    const { page, context } = await open(sizes[1]!);
    await shows(page, "Chào bạn! ");
    await page.focus("#words");
    await page.keyboard.type("dòng một");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("dòng hai");
    await page.evaluate("document.getElementById('words').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))");
    expect(await page.inputValue("#words")).toBe("dòng một\ndòng hai");
    await page.keyboard.press("Enter");
    await until("it is answered", async () => (await bubbles(page)).at(-1) === "Bạn viết: dòng một\ndòng hai");
    await context.close();
  });

  it("says when something was not sent, keeps it over a reload and sends it when asked", async () => {
    const { page, context } = await open(sizes[0]!);
    await shows(page, "Chào bạn! ");
    world.fault.error = new Error("away");
    await type(page, "giữ giúp mình");
    await page.locator("button.state").waitFor();
    expect(await page.locator("button.state").textContent()).toContain("Gửi lại");
    await page.reload();
    delete world.fault.error;
    await until("it is answered once", async () => (await bubbles(page)).join(" | ") === "Chào bạn!  | giữ giúp mình | Bạn viết: giữ giúp mình");
    expect(world.taken.filter((event) => event.input.kind === "text" && event.input.text === "giữ giúp mình")).toHaveLength(1);
    await context.close();
  });

  it("reads on by itself when the service comes back, and says so when its cookie is gone", async () => {
    const serving = await world.serve();
    const context = await browser.newContext({ viewport: sizes[0]! });
    const page = await context.newPage();
    await page.goto(serving.url);
    await shows(page, "Chào bạn! ");
    const visitor = world.taken.at(-1)!.contact.split(":")[2]!;
    await serving.stop();
    await world.mailbox.append(visitor, { from: "bot", text: "trong lúc vắng", at: Date.now(), ref: "away" });
    const again = await world.serve({ port: serving.port });
    await shows(page, "Chào bạn! ", "trong lúc vắng");
    await context.clearCookies({ name: "cn_visitor" });
    await type(page, "tôi là ai");
    await page.locator("#notice button").waitFor();
    await page.click("#notice button");
    await until("a new visitor is welcomed and heard", async () => (await bubbles(page)).includes("Bạn viết: tôi là ai"));
    await context.close();
    await again.stop();
  });

  it("is wiped when the person deletes their data", async () => {
    const { page, context } = await open(sizes[0]!);
    await shows(page, "Chào bạn! ");
    const visitor = world.taken.at(-1)!.contact.split(":")[2]!;
    await world.mailbox.forget(visitor);
    await world.mailbox.append(visitor, { from: "bot", text: "Đã xóa hết.", at: Date.now(), ref: "gone" });
    await shows(page, "Đã xóa hết.");
    await context.close();
  });

  it("loads earlier messages above without moving what is read", async () => {
    const { page, context } = await open(sizes[0]!);
    await shows(page, "Chào bạn! ");
    const visitor = world.taken.at(-1)!.contact.split(":")[2]!;
    const yesterday = Date.now() - 86_400_000;
    for (let at = 0; at < 40; at += 1) await world.mailbox.append(visitor, { from: at % 2 ? "me" : "bot", text: `tin ${at}`, at: yesterday + at, ref: `x:old-${at}`, choices: [] });
    await page.reload();
    await until("the newest are shown", async () => (await bubbles(page)).length === 30);
    await page.click("#earlier");
    await until("all are shown", async () => (await bubbles(page)).length === 41);
    expect((await bubbles(page)).slice(1)).toEqual(Array.from({ length: 40 }, (_, at) => `tin ${at}`));
    expect(await page.locator("#earlier").isHidden()).toBe(true);
    await context.close();
  });
});
