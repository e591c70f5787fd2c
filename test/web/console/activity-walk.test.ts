import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { activityById, createActivity } from "../../../src/activities/index.ts";
import * as office from "../../../src/office/index.ts";
import { openDesk } from "../../../src/office/index.ts";
import { unitTree } from "../../../src/units/index.ts";
import { Phone } from "../../kit/console/phone.ts";
import { password, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";

/** A secretary plans an activity on her phone, sees who registered, enters who was there, prints certificates; axe looks at every page. */
let world: ConsoleWorld;
let phone: Phone;
beforeAll(async () => {
  [world, phone] = await Promise.all([startConsoleWorld(), Phone.open()]);
  await world.staff("hoa", [{ role: "commune-secretary", unit: "xa-a" }]);
});
afterAll(async () => {
  await phone?.close();
  await world?.stop();
});
vi.setConfig({ testTimeout: 120_000 });

it("goes from the plan to the certificates", async () => {
  const { page } = phone;
  const owner = openDesk(world.office, { actor: { kind: "staff", id: "t", name: "t" }, grants: [{ role: "owner" }], locale: "vi", tree: await unitTree(world.office.units), now: Date.now() });
  const visit = (path: string) => page.goto(`${world.url}/console${path}`);
  await visit("/activities");
  await page.locator("input[name=login]").first().fill("hoa");
  await page.locator("input[name=password]").fill(password);
  await phone.press("Đăng nhập");
  await phone.look("activities-empty");
  await page.locator("main a", { hasText: "Thêm hoạt động" }).click();
  await phone.look("activity-new");
  await page.locator("input[name=title]").fill("Dọn vệ sinh đường làng");
  await page.locator("select[name=kind]").selectOption("volunteering");
  await page.locator("select[name=owner]").selectOption({ label: "Thôn A1" });
  const tomorrow = new Date(Date.now() + 31 * 3_600_000).toISOString().slice(0, 10);
  await page.locator("input[name=startsAt]").fill(`${tomorrow}T09:00`);
  await page.locator("input[name=endsAt]").fill(`${tomorrow}T08:00`);
  await phone.press("Lưu");
  expect(await phone.text()).toContain("Giờ kết thúc phải sau giờ bắt đầu");
  await page.locator("input[name=endsAt]").fill(`${tomorrow}T11:00`);
  await page.locator("input[name=place]").fill("Nhà văn hóa thôn A1");
  await page.locator("input[name=capacity]").fill("2");
  await phone.press("Lưu");
  expect(await phone.text()).toContain("Đã thêm.");
  await phone.look("activity");
  const id = page.url().split("/").at(-1)!;
  const activity = (await activityById(world.rooms.activities, id))!;
  expect(activity).toMatchObject({ commune: "xa-a", units: ["thon-a1"], state: "open", capacity: 2 });
  expect(new Date(activity.startsAt).toISOString()).toBe(`${tomorrow}T02:00:00.000Z`);

  // Another commune is asked to hold it too; one that another commune asked for is accepted.
  await page.locator("main a", { hasText: "Mời đơn vị" }).click();
  await page.locator("input[name=q]").fill("xã b");
  await page.locator("input[name=q]").press("Enter");
  await page.getByRole("button", { name: "Mời: Đoàn xã B" }).click();
  await page.waitForLoadState("load");
  expect(await phone.text()).toMatch(/Đoàn xã B\s+chờ trả lời/);
  await phone.look("activity-invite");
  const start = Date.now() + 40 * 3_600_000;
  await createActivity(world.rooms.activities, { _id: "hoi-trai", commune: "xa-b", units: ["xa-b"], partners: [{ unit: "xa-a", state: "invited", by: "s", at: 1 }], kind: "culture", title: "Hội trại hai xã", label: "Hội trại", place: "Sân xã B", description: "", startsAt: start, endsAt: start + 36 * 3_600_000, registration: true, capacity: 0, createdBy: "s", createdAt: 1 });
  await visit("/activities");
  await phone.look("activities-invitation");
  await page.getByRole("button", { name: "Nhận lời: Hội trại hai xã" }).click();
  await page.waitForLoadState("load");
  expect(await phone.text()).toMatch(/Đã nhận lời[\s\S]*Bạn thấy, đăng ký và điểm danh các bạn của đơn vị mình/);
  await phone.look("activity-partner");
  // Who phones is registered from the list of one's own people, and taken off again where they cannot come.
  for (const [name, commune] of [["Mai Phương", "xa-a"], ["Mai Hạnh", "xa-b"]] as const) {
    const { _id } = await office.createPerson(owner, { name, commune });
    await world.rooms.people.people.updateOne({ _id }, { $set: { contacts: [await world.chats(name, { profile: { name, branch: commune === "xa-a" ? "thon-a1" : "thon-b1" } })] } });
  }
  await page.locator("main a", { hasText: "Tích từ danh sách" }).click();
  expect(await phone.text()).not.toContain("Mai Hạnh");
  await phone.look("activity-partner-tick");
  await page.getByRole("button", { name: "Đăng ký giúp: Mai Phương" }).click();
  await page.waitForLoadState("load");
  expect(await phone.text()).toContain("Mai Phương · đã đăng ký");
  await visit("/activities/hoi-trai");
  await page.getByText("Rút tên người không đến").first().click();
  await phone.look("activity-partner-take-off");
  await phone.press("Mai Phương");
  expect(await phone.text()).toContain("0 người");
  // A name the host wrote down: asked about, though she does not see it.
  await world.rooms.activities.attendance.create({ _id: "hoi-trai|name:đỗ thị hòa#1", activity: "hoi-trai", commune: "xa-b", name: "Đỗ Thị Hòa", how: "list", at: Date.now() });
  await page.locator("textarea[name=names]").fill("do thi hoa");
  await phone.press("Ghi người có mặt");
  expect(await phone.text()).toContain("do thi hoa là người khác (đơn vị khác đã ghi một tên như vậy)");
  await phone.look("activity-alike-elsewhere");
  await visit(`/activities/${id}`);

  // A poster to register by.
  await page.locator("main a", { hasText: "tờ đăng ký" }).click();
  await phone.press("Tạo đường dẫn");
  const links = await page.locator("input[data-copy]").evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  expect(links).toEqual([expect.stringMatching(/\/\?ref=l_trang-quan-ly-[a-z0-9]{4}$/), expect.stringMatching(/^https:\/\/m\.me\/7771\?ref=l_trang-quan-ly-[a-z0-9]{4}$/), "https://zalo.me/42"]);
  expect(await phone.text()).toMatch(/Rồi nhắn [A-Z0-9]{4}/);
  await phone.look("activity-link");
  await visit(`/activities/${id}`);

  const lan = await world.chats("Lan");
  await world.rooms.activities.seats.registrations.create({ _id: `${id}|${lan}`, dialogue: id, contact: lan, state: "seated", generation: 1, claim: "c", ticket: 1, code: "HD-1", willAsk: false, locale: "vi", joinMark: "m", told: { state: "seated", position: 0 }, registeredAt: Date.now() });
  await page.reload();
  await page.getByRole("checkbox", { name: "Lan" }).check();
  await page.locator("textarea[name=names]").fill("1. Trần Văn Minh\n2. Lê Thị Hoa\n\n3. tran van minh");
  await phone.press("Ghi người có mặt");
  // The same name without its marks: she is asked whether it is somebody else, and says no.
  expect(await phone.text()).toMatch(/1 tên trùng[\s\S]*Đã ghi thêm 3 người[\s\S]*tran van minh là người khác \(đã có: Trần Văn Minh\)/);
  await phone.look("activity-alike");
  await phone.press("Ghi những tên đã tích");
  expect(await phone.text()).toMatch(/Không ghi thêm ai[\s\S]*3 người có mặt/);
  await phone.look("activity-attended");
  // A certificate each; a sheet each for the web, Messenger and Zalo.
  for (const [file, least, pages] of [["certificates", 10_000, 3], ["poster", 5_000, 3], ["link/poster", 5_000, 1]] as const) {
    const answer = await page.request.get(`${world.url}/console/activities/${id}/${file}`);
    const body = await answer.body();
    expect([answer.status(), answer.headers()["content-type"], body.subarray(0, 5).toString()]).toEqual([200, "application/pdf", "%PDF-"]);
    expect(body.length).toBeGreaterThan(least);
    expect(body.toString("latin1").match(/\/Type \/Page\b/g)).toHaveLength(pages);
  }
  // Somebody scans at the door while the page is open: it moves by itself, but not from under what is being typed.
  const scans = async (name: string) => {
    await world.rooms.activities.attendance.create({ _id: `${id}|telegram:bot:${name}`, activity: id, commune: "xa-a", contact: `telegram:bot:${name}`, name, how: "code", at: Date.now() });
    await world.office.announce("activities", "xa-a");
  };
  await scans("Tư");
  await page.getByText("4 người có mặt").waitFor();
  await page.getByRole("button", { name: "Bỏ: Tư" }).click();
  await page.waitForLoadState("load");
  await page.getByRole("button", { name: "Bỏ: Lê Thị Hoa" }).click();
  await page.waitForLoadState("load");
  expect(await phone.text()).toContain("2 người có mặt");

  // A photo needs a word on who agreed; what is no picture is refused.
  await page.getByText("Ảnh (0)").click();
  const photo = { name: "hop.png", mimeType: "image/png", buffer: await page.screenshot() };
  await page.locator("input[name=consent]").fill("Lan và mẹ Lan");
  await page.locator("input[type=file]").setInputFiles({ ...photo, buffer: Buffer.from("not a picture") });
  await page.getByRole("button", { name: "Thêm ảnh" }).click();
  await page.waitForLoadState("load");
  expect(await page.locator("body").innerText()).toContain("Tệp này không phải ảnh");
  await visit(`/activities/${id}`);
  await page.getByText("Ảnh (0)").click();
  await page.locator("input[name=consent]").fill("Lan và mẹ Lan");
  await page.locator("input[type=file]").setInputFiles(photo);
  await page.getByRole("button", { name: "Thêm ảnh" }).click();
  await page.waitForLoadState("load");
  expect(await phone.text()).toContain("Đồng ý cho dùng: Lan và mẹ Lan");
  expect(await page.locator("figure img").evaluate(async (image) => (await (image as HTMLImageElement).decode(), (image as HTMLImageElement).naturalWidth))).toBe(360);
  await phone.look("activity-photo");

  // From the register, whoever registered or not; two who write minutes at once see each other.
  await office.createPerson(owner, { name: "Lý Tự", commune: "xa-a", branch: "thon-a1", birth: "17/5/2005" });
  await page.locator("main a", { hasText: "Tích từ danh sách" }).click();
  await page.getByLabel("Lý Tự · 17/05/2005").check();
  await phone.look("activity-tick");
  await phone.press("Ghi người có mặt");
  expect(await phone.text()).toContain("✓ Lý Tự");
  await visit(`/activities/${id}`);
  await page.getByText("Biên bản, kết quả").first().click();
  await page.locator("textarea[name=minutes]").fill("Dọn xong ba ngõ.");
  await office.changeActivity(owner, id, { minutes: "Lan ghi trước." });
  await page.locator("form[action$=minutes] button").click();
  await page.waitForLoadState("load");
  expect(await page.locator("main").innerText()).toContain("Lan ghi trước.");
  await phone.look("activity-minutes-twice");
  await page.locator("form[action$=minutes] button").click();
  await page.waitForLoadState("load");
  await visit(`/activities/${id}/minutes`);
  expect(await phone.text()).toMatch(/Biên bản: Dọn vệ sinh đường làng[\s\S]*Dọn xong ba ngõ/);
  await phone.look("activity-minutes-sheet");
  await visit(`/activities/${id}`);

  // A notice about it goes to those of its branch who do not come yet and brings its buttons along, and the activity is remembered with the notice.
  await page.locator("main a", { hasText: "Gửi thông báo về hoạt động này" }).click();
  await page.waitForLoadState("load");
  await page.locator("textarea[name=vi]").fill("Mời bạn dọn vệ sinh đường làng");
  await phone.press("Lưu và đếm người nhận");
  expect(await world.rooms.broadcasts.broadcasts.findOne({ kind: "notice" }).lean()).toMatchObject({ purpose: "activities", audience: { units: ["thon-a1"], except: { activities: [{ id, who: "registered" }] } }, content: { buttons: [{ flow: "activities", value: id, label: "Đăng ký" }, { flow: "remind-me", value: id, label: "Nhắc mình" }] }, about: { kind: "activity", id } });
  await visit(`/activities/${id}`);

  // Moved: one revision more; called off with a reason.
  await page.locator("main a", { hasText: "Sửa" }).click();
  await page.locator("input[name=startsAt]").fill(`${tomorrow}T10:00`);
  await page.locator("summary", { hasText: "Điều kiện khác" }).first().click();
  await page.locator("input[name=reminders]").fill("24, 1.5");
  await phone.press("Lưu");
  expect(await activityById(world.rooms.activities, id)).toMatchObject({ revision: 2, remindersMs: [86_400_000, 5_400_000] });
  await page.locator("main a", { hasText: "Sửa" }).click();
  await page.locator("input[name=noReminders]").check();
  await phone.press("Lưu");
  const moved = (await activityById(world.rooms.activities, id))!;
  expect(moved).toMatchObject({ revision: 2, remindersMs: [] });
  // Two hours, as before.
  expect(moved.endsAt - moved.startsAt).toBe(2 * 3_600_000);
  await page.getByText("Hủy hoạt động").first().click();
  await page.locator("input[name=reason]").fill("Trời mưa to");
  await phone.press("Hủy hoạt động");
  expect(await phone.text()).toContain("Đã hủy: Trời mưa to");

  await office.newActivity(owner, { title: "Sinh hoạt", kind: "meeting", startsAt: Date.now() + 3_600_000, commune: "xa-a" });
  await visit("");
  await page.getByText("1 hoạt động hôm nay, ngày mai").waitFor();
  await phone.look("today");
  await visit("/activities/series");
  await page.locator("input[name=title]").fill("Sinh hoạt chi đoàn");
  await page.locator("input[name=at]").fill("19:30");
  await page.locator("input[name=deadline]").fill("24");
  // The moon has no thirty-first.
  await page.locator("select[name=rule]").selectOption("lunar-month");
  await page.locator("select[name=day]").selectOption("31");
  await phone.press("Lưu");
  expect(await phone.text()).toContain("Tháng âm nhiều nhất 30 ngày. Hãy chọn từ 1 đến 30.");
  await page.locator("select[name=rule]").selectOption("month-nth");
  await phone.look("series-new");
  await phone.press("Lưu");
  expect(await phone.text()).toMatch(/lên lịch [23] buổi[\s\S]*Sinh hoạt chi đoàn[\s\S]*thứ Bảy lần thứ 2 mỗi tháng/);
  await phone.look("activities");
  await page.locator("#series a", { hasText: "Sinh hoạt chi đoàn" }).click();
  expect(await page.locator("input[name=deadline]").inputValue()).toBe("24");
  await page.locator("input[name=at]").fill("18:00");
  await phone.look("series");
  await phone.press("Lưu");
  expect(await phone.text()).toMatch(/Đã lưu. [23] buổi đổi theo\./);
  await visit("/broadcasts/new");
  await phone.look("compose-with-activities");
  await visit("/broadcasts/settings");
  await phone.look("notice-settings");
  await page.getByLabel("Không nhắc trước").check();
  await page.locator("input[name=without][value=dues]").check();
  await phone.press("Lưu");
  expect(await world.rooms.broadcasts.settings.findById("xa-a").lean()).toMatchObject({ remindersMinutes: [], without: ["dues"] });
  expect(await phone.text()).toContain("không nhắc trước");
  await page.getByLabel("Không nhắc trước").uncheck();
  await page.locator("input[name=without][value=dues]").uncheck();
  await phone.press("Lưu");
  expect(await world.rooms.broadcasts.settings.findById("xa-a").lean()).toMatchObject({ remindersMinutes: null, without: null });
  expect(phone.found).toEqual([]);
});
