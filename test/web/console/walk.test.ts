import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { messyList } from "../../kit/console/messy-list.ts";
import { grantsOfRoles, password, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";
import { until } from "../../kit/until.ts";

/** A secretary's morning in a real browser, on a phone and at a desk; every page that is seen is looked at by axe and weighed. */
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const heaviest = 150_000;
const pictures = process.env["WALK_PICTURES"];

let world: ConsoleWorld;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([startConsoleWorld(), chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium", args: flags })]);
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});
vi.setConfig({ testTimeout: 180_000 });

async function open(width: number, height: number): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width, height }, locale: "vi-VN", ...(width < 500 ? { isMobile: true, hasTouch: true } : { colorScheme: "dark" as const }) });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("dialog", (dialog) => void dialog.accept());
  return { context, page, complaints };
}

let pictured = 0;
/** All that was found on the way, told together at the end. */
const found: string[] = [];
/** Whatever is wrong with the page that is open: barriers, its weight, being wider than the screen. */
async function look(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${String(pictured++).padStart(2, "0")}-${page.viewportSize()!.width}-${name}.png`, fullPage: true });
  await page.evaluate(axe);
  const violations = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 160)).join(' | ')))")) as string[];
  found.push(...violations.map((one) => `${name}: ${one}`));
  const weight = (await page.evaluate("[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.transferSize, 0)")) as number;
  if (weight >= heaviest) found.push(`${name} weighs ${weight}`);
  const wider = (await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) as number;
  if (wider > 0) found.push(`${name} is ${wider} pixels wider than the screen`);
}

for (const [width, height] of [[360, 740], [1280, 800]] as const) {
  it(`walks through a secretary's work at ${width}×${height}`, async () => {
    const login = `secretary-${width}`;
    const letter = width === 360 ? "a" : "b";
    await world.staff(login, [{ role: "commune-secretary", unit: `xa-${letter}` }]);
    await world.rooms.clubs.clubs.create({ _id: `clb-${letter}`, commune: `xa-${letter}`, name: "CLB Bóng đá", label: "Bóng đá", kind: "sport", leader: "Bí thư", schedule: "17 giờ thứ Ba", place: "Sân xã", description: "", keywords: [], order: 1, state: "open", admission: "leader", revision: 1 });
    const lan = await world.chats(`Lan${width}`, { profile: { name: "Lan <b>Nguyễn</b>", branch: `thon-${letter}1` } });
    await world.rooms.clubs.memberships.create({ _id: `clb-${letter}|${lan}`, club: `clb-${letter}`, contact: lan, state: "requested", code: `CLB-${width}`, joinMark: "m", motivation: "<script>alert(1)</script> em thích đá bóng", joinedAt: Date.now() });
    await world.rooms.cases.cases.create({ _id: `c-${letter}`, ref: `HS-${width}`, kind: "admission", state: "received", open: true, commune: `xa-${letter}`, branch: `thon-${letter}1`, contact: lan, data: { name: "Lan Nguyễn", birth: "17/5/2008" }, dueAt: Date.now() + 86_400_000, steps: [{ at: Date.now(), by: "chat", from: "", to: "received" }], notes: [], openedAt: Date.now(), revision: 1 });
    const { context, page, complaints } = await open(width, height);
    const press = async (name: string | RegExp, within: { getByRole: Page["getByRole"] } = page): Promise<void> => {
      await within.getByRole("button", { name }).first().click();
      await page.waitForLoadState("load");
    };
    const visit = (path: string) => page.goto(`${world.url}/console${path}`);

    await visit("/people");
    await look(page, "sign-in");
    await page.getByLabel("Tên đăng nhập").first().fill(login);
    await page.getByLabel("Mật khẩu").fill(password);
    await press("Đăng nhập");
    await expect.poll(() => page.locator("h1").textContent(), { timeout: 15_000 }).toBe("Thanh niên");
    await look(page, "people-empty");
    await visit("");
    await look(page, "today");

    // Import 2,000 people from a messy workbook.
    await visit("/imports");
    await look(page, "imports-empty");
    await page.getByLabel("Tệp danh sách").setInputFiles({ name: "Danh sách ĐV 2026.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: await messyList(2000, [`Chi đoàn thôn ${letter}1`, `thôn ${letter}2`]) });
    await press("Đọc thử");
    await until("the list is read", async () => (await page.reload(), (await page.locator("[role=status] strong").textContent())?.includes("đã đọc")), 60_000);
    await look(page, "import-planned");
    await press(/^Nhập/);
    await until("the list is taken in", async () => (await page.reload(), (await page.locator("[role=status] strong").textContent()) === "đã nhập"), 60_000);
    await look(page, "import-applied");
    expect(await world.office.people.people.countDocuments({ commune: `xa-${letter}` })).toBeGreaterThan(1900);
    expect(JSON.stringify(await world.office.people.people.find({ commune: `xa-${letter}` }).lean())).not.toMatch(/0380\d{8}/);

    // Search while typing, without diacritics.
    await visit("/people");
    await look(page, "people");
    await page.getByRole("searchbox").fill("nguyen thi lan");
    await until("the search answers", async () => (await page.locator("#people .rows strong").allTextContents()).every((name) => /Nguyễn.*Lan/.test(name)) && (await page.locator("#people .rows li").count()) > 0);
    await page.locator("#people .rows a").first().click();
    await page.waitForLoadState("load");
    await look(page, "person");
    await press("Sửa").catch(() => page.getByRole("link", { name: "Sửa" }).click());
    await visit("/people/new");
    await look(page, "person-new");

    // Approve a club request.
    await visit("/clubs");
    await look(page, "clubs");
    await page.getByRole("button", { name: /^Đồng ý: Lan/ }).click();
    await page.waitForLoadState("load");
    expect(await page.locator(".said").textContent()).toContain("Đã nhận");
    expect(world.told.at(-1)).toMatchObject({ contact: lan, key: "club-request:accepted" });
    await visit(`/clubs/clb-${letter}`);
    await look(page, "club");
    await visit("/clubs/new");
    await look(page, "club-new");

    // Admit a member through all steps.
    await visit("/cases");
    await look(page, "cases");
    await page.getByRole("link", { name: /Lan Nguyễn/ }).click();
    await page.waitForLoadState("load");
    await look(page, "case");
    await press(/^Chuyển: học lớp nhận thức/);
    await press(/^Chuyển: chờ người giới thiệu/);
    await page.getByLabel(/giới thiệu/).fill("Trần Văn Minh");
    await press(/^Chuyển: chờ chi đoàn họp xét/);
    await page.getByLabel(/Số phiếu/).fill("12/12");
    await page.getByLabel(/^Ngày/).fill("2026-03-20");
    await press(/^Chuyển: chờ Đoàn cơ sở chuẩn y/);
    await page.getByLabel(/Số quyết định/).fill("15-QĐ/ĐTN");
    await page.getByLabel(/^Ngày/).fill("2026-03-24");
    await press(/^Chuyển: chờ lễ kết nạp/);
    await page.getByLabel(/^Ngày/).fill("2026-03-26");
    await press(/^Chuyển: đã kết nạp/);
    await look(page, "case-done");
    expect(await world.office.people.people.findOne({ contacts: lan }).lean()).toMatchObject({ standing: "member", status: "active", admittedOn: "2026-03-24", birth: "2008-05-17", branch: `thon-${letter}1` });
    expect(world.told.filter((one) => one.contact === lan && one.key.startsWith("case-news:")).map((one) => one.key.slice(20))).toEqual(["awareness", "introduction", "branch-vote", "approval", "ceremony", "done"]);

    // Merge two branches.
    await visit("/units");
    await look(page, "units");
    await visit("/units/merge");
    await look(page, "units-merge");
    await page.getByLabel(`Thôn ${letter.toUpperCase()}1`).check();
    await page.getByLabel(`Thôn ${letter.toUpperCase()}2`).check();
    await page.getByLabel("Tên sau sáp nhập").fill(`Liên chi đoàn thôn Hợp Nhất ${letter}`);
    await page.getByLabel("Loại").selectOption("joint-branch");
    await press("Sáp nhập");
    await look(page, "unit-merged");
    expect(await world.office.people.people.countDocuments({ branch: { $in: [`thon-${letter}1`, `thon-${letter}2`] } })).toBe(0);
    await visit("/units/new");
    await look(page, "unit-new");

    // Answer a data request: somebody wants to be deleted.
    const person = (await world.office.people.people.findOne({ contacts: lan }).lean())!;
    await visit(`/people/${person._id}`);
    await page.locator("main").getByText("Ghi yêu cầu về dữ liệu").first().click();
    await page.locator("select[name=request]").selectOption("delete");
    await press("Ghi yêu cầu về dữ liệu");
    await look(page, "request");
    await press("Báo đã nhận");
    await press("Xóa hẳn ngay");
    await look(page, "privacy");
    expect(await world.office.people.people.exists({ _id: person._id })).toBeNull();
    expect(await world.office.contacts.load(lan)).toBeNull();

    for (const path of ["", "/conversations", "/pages", "/staff", "/staff/new", "/audit", "/audit?looks=1", "/account", "/cases/new", "/cases/owing", "/privacy?closed=1"]) {
      await visit(path);
      await look(page, path.replace(/\W+/g, "-") || "today-again");
    }
    await page.locator(".me > summary").click();
    await press("Đăng xuất");
    await visit("/people");
    expect(page.url()).toContain("/console/sign-in");
    expect(complaints).toEqual([]);
    expect(found.splice(0)).toEqual([]);
    await context.close();
  });
}

it("has an owner's settings without a barrier, and works with the keyboard alone", async () => {
  await world.staff("owner", grantsOfRoles["owner"]!);
  const { context, page } = await open(360, 740);
  await page.goto(`${world.url}/console/settings`);
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.className")).toBe("skip");
  await page.getByLabel("Tên đăng nhập").first().focus();
  await page.keyboard.type("owner");
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url(), { timeout: 15_000 }).toContain("/console/settings");
  await look(page, "settings");
  await page.goto(`${world.url}/console/account`);
  await page.getByRole("button", { name: "Bật xác minh hai bước" }).click();
  await page.waitForLoadState("load");
  await look(page, "totp");
  expect(found.splice(0)).toEqual([]);
  await context.close();
});
