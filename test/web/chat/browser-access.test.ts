import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { until } from "../../kit/until.ts";
import { startChatWorld, type Bot, type ChatWorld } from "./chat-world.ts";
import { lowContrasts } from "./contrast.ts";

/** Who reads and writes without a mouse, with poor eyes, on an old phone, in two tabs, in another language. */
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, locale: "vi-VN", isMobile: true, hasTouch: true };
const desk: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: "vi-VN" };

const bot: Bot = async ({ input, profile }, say) => {
  if (input.kind === "start") await say(profile?.locale === "en" ? "Hello!" : "Chào bạn!");
  if (input.kind === "text") await say(`Bạn viết: ${input.text}`, [{ label: "Có", payload: "#c:1:0" }, { label: "Không", payload: "#c:1:1" }]);
  if (input.kind === "press") await say(`Bạn bấm ${input.title}`);
};

let world: ChatWorld;
let browser: Browser;
beforeAll(async () => {
  const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  [world, browser] = await Promise.all([startChatWorld(bot, { limits: { perVisitorAMinute: 1000, perAddressAMinute: 10_000 } }), chromium.launch({ executablePath, args: flags })]);
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});
vi.setConfig({ testTimeout: 60_000 }); // two browsers on a busy machine

async function open(options: BrowserContextOptions, path = "/") {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${world.url}${path}`);
  return { context, page, complaints };
}
const bubbles = (page: Page) => page.locator("#log .words").allTextContents();
const shows = (page: Page, ...wanted: string[]) => until(`the page shows ${wanted.join(" | ")}`, async () => (await bubbles(page)).join(" | ") === wanted.join(" | "), 25_000);
const focused = (page: Page) => page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.textContent") as Promise<string>;

describe("without a mouse", () => {
  it("everything is reached with Tab in the order it is read, and pressed with Enter", async () => {
    const { context, page, complaints } = await open(desk);
    await shows(page, "Chào bạn!");
    expect(await focused(page)).toBe("words"); // who has a keyboard writes at once
    await page.keyboard.type("xin chào");
    await page.keyboard.press("Enter");
    await shows(page, "Chào bạn!", "xin chào", "Bạn viết: xin chào");
    await page.locator(".lang").focus();
    const order: string[] = [];
    for (let at = 0; at < 7; at += 1) {
      await page.keyboard.press("Tab");
      order.push(await focused(page));
    }
    expect(order).toEqual(["log", "Có", "Không", "menu", "attach", "words", expect.stringContaining("send")]);
    await page.getByRole("button", { name: "Không" }).focus();
    await page.keyboard.press("Enter");
    await shows(page, "Chào bạn!", "xin chào", "Bạn viết: xin chào", "Không", "Bạn bấm Không");
    expect(await focused(page)).toContain("chosen"); // the place is kept, the focus does not fall to the top
    await page.keyboard.press("Enter");
    await page.keyboard.press("Space");
    await page.locator("#menu").focus();
    await page.keyboard.press("Enter");
    await until("only the menu was added", async () => (await bubbles(page)).at(-1) === "Bạn bấm Menu");
    expect((await bubbles(page)).filter((text) => text === "Không")).toHaveLength(1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("shows where the focus is", async () => {
    const { context, page } = await open(desk);
    await shows(page, "Chào bạn!");
    for (let at = 0; at < 5; at += 1) {
      await page.keyboard.press("Tab");
      const ring = await page.evaluate("(() => { const style = getComputedStyle(document.activeElement); return document.activeElement === document.body || style.outlineStyle !== 'none' || style.boxShadow !== 'none'; })()");
      expect(ring, await focused(page)).toBe(true);
    }
    await context.close();
  });
});

it("tells a screen reader what is what", async () => {
  const { context, page } = await open(phone);
  await page.fill("#words", "ai đó?");
  await page.click(".send");
  await shows(page, "Chào bạn!", "ai đó?", "Bạn viết: ai đó?");
  for (const [role, name] of [["banner", undefined], ["main", undefined], ["log", "Đoàn xã Mẫu"], ["heading", "Đoàn xã Mẫu"], ["textbox", "Tin nhắn của bạn"], ["button", "Gửi"], ["button", "Menu"], ["link", "English"], ["group", "Chọn một câu trả lời"]] as const)
    expect(await page.getByRole(role, name === undefined ? {} : { name, exact: true }).count(), `${role} ${name}`).toBe(1);
  expect(await page.locator("#log").getAttribute("aria-live")).toBe("polite");
  expect(await page.locator(".entry .sr").allTextContents()).toEqual(["Trợ lý: ", "Bạn: ", "Trợ lý: "]);
  await page.getByRole("button", { name: "Có" }).click();
  await page.getByRole("button", { name: "Có", pressed: true, disabled: true }).waitFor();
  await page.getByRole("button", { name: "Không", disabled: true }).waitFor();
  await context.close();
});

describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
  it("all words have a contrast of 4.5, also those that wait or failed", async () => {
    const { context, page } = await open({ ...phone, colorScheme, reducedMotion: "reduce" });
    await shows(page, "Chào bạn!");
    await page.fill("#words", "xem https://doan.example.vn/a nhé");
    await page.click(".send");
    await page.getByRole("button", { name: "Có" }).click();
    await until("it is answered", async () => (await bubbles(page)).at(-1) === "Bạn bấm Có");
    expect(await lowContrasts(page)).toEqual([]);
    world.fault.error = new Error("away");
    await page.fill("#words", "chưa gửi được");
    await page.click(".send");
    await page.locator(".failed").waitFor();
    expect(await lowContrasts(page)).toEqual([]);
    delete world.fault.error;
    await page.locator("button.state").click();
    await until("it is sent", async () => (await page.locator(".failed, .pending").count()) === 0);
    await context.setOffline(true);
    await page.fill("#words", "https://doan.example.vn/b");
    await page.click(".send");
    await page.locator(".pending").waitFor();
    await page.locator("#notice.offline").waitFor();
    expect(await lowContrasts(page)).toEqual([]);
    await context.close();
  });
});

describe("two tabs", () => {
  it("are welcomed once and hear each other at once", async () => {
    const { context, page: first } = await open(desk);
    await shows(first, "Chào bạn!");
    const visitor = world.taken.at(-1)!.contact;
    const second = await context.newPage();
    await second.goto(world.url);
    await shows(second, "Chào bạn!");
    await first.fill("#words", "từ bên này");
    await first.click(".send");
    await shows(second, "Chào bạn!", "từ bên này", "Bạn viết: từ bên này");
    await second.getByRole("button", { name: "Có" }).click();
    await shows(first, "Chào bạn!", "từ bên này", "Bạn viết: từ bên này", "Có", "Bạn bấm Có");
    expect(await first.locator(".choices .chosen").allTextContents()).toEqual(["Có"]);
    expect(world.taken.filter((event) => event.contact === visitor).map((event) => event.input.kind)).toEqual(["start", "text", "press"]);
    await context.close();
  });

  it("that come back online together send what waited once", async () => {
    const { context, page: first } = await open(desk);
    await shows(first, "Chào bạn!");
    const visitor = world.taken.at(-1)!.contact;
    const second = await context.newPage();
    await second.goto(world.url);
    await shows(second, "Chào bạn!");
    await context.setOffline(true);
    await first.fill("#words", "một");
    await first.click(".send");
    await second.fill("#words", "hai");
    await second.click(".send");
    await context.setOffline(false);
    for (const page of [first, second]) await until("both are answered on both", async () => (await bubbles(page)).length === 5 && (await page.locator(".pending, .failed").count()) === 0, 25_000);
    expect(world.taken.filter((event) => event.contact === visitor && event.input.kind === "text")).toHaveLength(2);
    await context.close();
  });
});

describe("in English", () => {
  it("when the browser asks for it, and stays what was chosen on the page", async () => {
    const { context, page } = await open({ ...phone, locale: "en-GB" });
    await shows(page, "Hello!");
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(await page.getByRole("textbox").getAttribute("placeholder")).toBe("Write to the Union…");
    await page.click(".lang");
    await page.waitForURL(`${world.url}/`);
    expect(await page.locator("html").getAttribute("lang")).toBe("vi");
    await page.goto(world.url);
    expect(await page.locator("html").getAttribute("lang")).toBe("vi");
    await shows(page, "Hello!"); // not greeted again
    await context.close();
  });
});

it.each([false, true])("keeps the box to write in and the last words in sight above the phone's keyboard (offline: %s)", async (offline) => {
  const { context, page } = await open(phone);
  await shows(page, "Chào bạn!");
  for (const text of ["a\n".repeat(12), "cuối"]) {
    const before = (await bubbles(page)).length;
    await page.fill("#words", text);
    await page.click(".send");
    await until("it is answered", async () => (await bubbles(page)).length === before + 2);
  }
  if (offline) {
    await context.setOffline(true);
    await page.locator("#notice.offline").waitFor();
    await page.fill("#words", "lúc mất mạng");
    await page.click(".send");
    await page.locator(".pending .state").waitFor();
  }
  const inSight = "(() => { const box = document.getElementById('composer').getBoundingClientRect(); const last = document.getElementById('log').lastChild.getBoundingClientRect(); return box.bottom <= innerHeight && last.bottom <= box.top; })()";
  for (const height of [440, 380, 740, 380]) {
    await page.setViewportSize({ width: 360, height });
    await page.focus("#words");
    await until(`everything is in sight at ${height}`, () => page.evaluate(inSight));
  }
  await context.close();
});

it("keeps the last words in sight while many lines are written, and when the keyboard goes and comes at once", async () => {
  const { context, page } = await open(phone);
  await shows(page, "Chào bạn!");
  await page.fill("#words", `${"a\n".repeat(9)}b`);
  await page.click(".send");
  await until("it is answered", async () => (await bubbles(page)).length === 3);
  const gap = "(() => { const { scrollHeight, scrollTop, clientHeight } = document.getElementById('scroller'); return Math.round(scrollHeight - scrollTop - clientHeight); })()";
  await page.fill("#words", "một\nhai\nba\nbốn\nnăm");
  for (const letter of "sáu") {
    await page.locator("#words").press("End");
    await page.keyboard.insertText(letter);
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    expect(await page.evaluate(gap)).toBe(0);
  }
  for (let round = 0; round < 5; round += 1) {
    for (const height of [380, 740, 380]) await page.setViewportSize({ width: 360, height });
    await until("the end is in sight", async () => (await page.evaluate(gap)) === 0);
  }
  await context.close();
});

it("fits the window of a browser that knows no dvh", async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  // Such a browser drops what it does not know; an unknown unit is dropped by every browser.
  await page.route(/chat\.\w+\.css$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll("dvh", "nothing") });
  });
  await page.goto(world.url);
  await shows(page, "Chào bạn!");
  expect(await page.evaluate("document.getElementById('composer').getBoundingClientRect().bottom")).toBe(740);
  await context.close();
});

it("shows markup from the past as words, and runs none of it", async () => {
  const { context, page, complaints } = await open(phone);
  await shows(page, "Chào bạn!");
  const visitor = world.taken.at(-1)!.contact.split(":")[2]!;
  const nasty = `</script><script>document.title = "1"</script><img src=x onerror="document.title = '2'"> '"><svg onload=alert(1)>`;
  for (const from of ["bot", "me"] as const) await world.mailbox.append(visitor, { from, text: nasty, at: Date.now(), ref: `x:${from}`, choices: [{ label: nasty, payload: "#c:1:0" }] });
  await page.reload();
  await shows(page, "Chào bạn!", nasty, nasty);
  expect(await page.locator("script").count()).toBe(1);
  expect(await page.locator("#log img, #log svg").count()).toBe(0);
  expect(await page.title()).toBe("Cầu Nối · Đoàn xã Mẫu");
  expect(complaints).toEqual([]);
  await context.close();
});

it("waits with the beginning of an earlier visit instead of beginning twice", async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  // What a visit left behind while the service was away, half an hour ago: another ten minutes, another id. Written from an
  // address of ours without our script, so that nothing else sends.
  await page.goto(`${world.url}/assets/none`);
  await page.evaluate("localStorage.setItem('cau-noi.waiting', JSON.stringify([{ id: 'start-earlier', act: { start: true }, at: Date.now() - 1800000 }]))");
  await page.goto(world.url);
  await shows(page, "Chào bạn!");
  const visitor = world.taken.at(-1)!.contact;
  await until("nothing waits any more", () => page.evaluate("localStorage.getItem('cau-noi.waiting') === '[]'"));
  expect(world.taken.filter((event) => event.contact === visitor)).toHaveLength(1);
  await context.close();
});
