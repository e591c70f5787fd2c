import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const pictures = process.env["WALK_PICTURES"];

/** A cheap phone with a real browser on it, which notes barriers and pages wider than itself as it goes. */
export class Phone {
  readonly page: Page;
  /** What was wrong with the pages looked at. */
  readonly found: string[] = [];
  private readonly browser: Browser;
  private pictured = 0;

  private constructor(browser: Browser, page: Page) {
    this.browser = browser;
    this.page = page;
    page.on("console", (message) => message.type() === "error" && !/status of 4\d\d/.test(message.text()) && this.found.push(message.text()));
    page.on("pageerror", (error) => this.found.push(String(error)));
    page.on("dialog", (dialog) => void dialog.accept());
  }

  static async open(): Promise<Phone> {
    const browser = await chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium", args: flags });
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: "vi-VN", isMobile: true, hasTouch: true });
    return new Phone(browser, await context.newPage());
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.locator("main").getByRole("button", { name }).first().click();
    await this.page.waitForLoadState("load");
  }

  text(): Promise<string> {
    return this.page.locator("main").innerText();
  }

  /** Notes barriers by axe and whether the page is wider than the phone; takes a picture where one is wanted. */
  async look(name: string): Promise<void> {
    if (pictures) await this.page.screenshot({ path: `${pictures}/${String(this.pictured++).padStart(2, "0")}-${name}.png`, fullPage: true });
    await this.page.evaluate(axe);
    const violations = (await this.page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' | ')))")) as string[];
    this.found.push(...violations.map((one) => `${name}: ${one}`));
    const wider = (await this.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) as number;
    if (wider > 0) this.found.push(`${name} is ${wider} pixels wider than the screen`);
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
