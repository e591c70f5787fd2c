import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forgetRecipient, interestedAmong, interestedContacts } from "../../../src/broadcasts/index.ts";
import { answerQuestion, askersOf, mergeQuestion, publishQuestion } from "../../../src/questions/index.ts";
import { makeCode, useCode } from "../../../src/identities/index.ts";
import { activityById, createActivity, type NewActivity } from "../../../src/activities/index.ts";
import { createDialogue, moveDialogue } from "../../../src/dialogues/index.ts";
import { knownActs } from "../../../src/service/known-acts.ts";
import { effects as promisedEffects, sources as promisedSources } from "../../flows/promised.ts";
import { startEngines, type TestEngines } from "../../kit/engines.ts";
import { now, openWorld, type World } from "./world.ts";

const dialogue = "doi-thoai-thanh-nien";
let engines: TestEngines;
let world: World;

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => void (world = await openWorld(engines.mongodbUri)));
afterEach(() => world.close());

const code = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}-(?=.*[2-9])[2-9A-HJKMNP-TW-Z]{6}$`));
const stranger = { profile: {}, consents: {} };

it("keeps what flows were promised", () => {
  const known = knownActs();
  expect(Object.fromEntries(known.effects)).toEqual(promisedEffects);
  expect([...known.sources].sort()).toEqual([...promisedSources].sort());
});

it("plays every effect and offers every source here", () => {
  const tests = readFileSync(import.meta.filename, "utf8");
  const unplayed = Object.keys(promisedEffects).filter((name) => !tests.includes(`does("${name}"`));
  const unoffered = promisedSources.filter((name) => !tests.includes(`chooses("${name}"`));
  expect({ unplayed, unoffered }).toEqual({ unplayed: [], unoffered: [] });
});

describe("clubs", () => {
  it("shows, joins and leaves; twice is once and the same act again is the same answer", async () => {
    const lan = world.person("Lan");
    expect(await lan.does("load-club", { club: "bong-da" })).toMatchObject({ outcome: "found", values: { name: "CLB Bóng đá xã Mẫu", kind: "Thể thao", members: 0, mine: false } });
    const joined = await lan.does("join-club", { club: "bong-da", motivation: "vui" }, "e1#0");
    expect(joined).toEqual({ outcome: "joined", values: { code: code("CLB"), club: "CLB Bóng đá xã Mẫu" } });
    expect(await lan.does("join-club", { club: "bong-da" }, "e1#0")).toEqual(joined);
    expect(await lan.does("join-club", { club: "bong-da" }, "e2#0")).toEqual({ ...joined, outcome: "already" });
    expect(await lan.does("load-club", { club: "bong-da" })).toMatchObject({ values: { members: 1, mine: true } });
    expect((await lan.chooses("my-clubs")).options).toEqual([{ value: "bong-da", label: "Bóng đá" }]);
    expect(await lan.does("leave-club", { club: "bong-da" }, "e3#0")).toEqual({ outcome: "left", values: { club: "CLB Bóng đá xã Mẫu" } });
    expect(await lan.does("leave-club", { club: "bong-da" }, "e3#0")).toMatchObject({ outcome: "left" });
    expect(await lan.does("leave-club", { club: "bong-da" }, "e4#0")).toEqual({ outcome: "not-member" });
    expect(await lan.does("join-club", { club: "bong-da" }, "e5#0")).toMatchObject({ outcome: "joined" });
  });

  it("knows whether there is another club to look at", async () => {
    const lan = world.person("Lan");
    await lan.does("join-club", { club: "bong-da" });
    expect(await lan.does("load-club", { club: "bong-da" })).toMatchObject({ values: { otherClubs: true, otherMine: false } });
    await lan.does("join-club", { club: "van-nghe" });
    expect(await lan.does("load-club", { club: "bong-da" })).toMatchObject({ values: { otherMine: true } });
    await world.rooms.clubs.clubs.updateMany({ _id: { $ne: "bong-da" } }, { $set: { state: "dissolved" } });
    expect(await lan.does("load-club", { club: "bong-da" })).toMatchObject({ values: { otherClubs: false, otherMine: false } });
  });

  it("hides a club that was dissolved, and still lets its people see it among their data", async () => {
    const lan = world.person("Lan");
    await lan.does("join-club", { club: "bong-da" });
    await world.rooms.clubs.clubs.updateOne({ _id: "bong-da" }, { $set: { state: "dissolved" } });
    expect((await lan.chooses("my-clubs")).options).toEqual([]);
    expect(await lan.does("load-club", { club: "bong-da" })).toEqual({ outcome: "missing" });
    expect(((await lan.does("my-data")).values as { summary: string }).summary).toContain("CLB Bóng đá xã Mẫu");
  });

  it("keeps out who did not consent and turns away where nobody is taken", async () => {
    expect(await world.person("Ai", stranger).does("join-club", { club: "bong-da" })).toEqual({ outcome: "no-consent" });
    expect(await world.person("Ai").does("join-club", { club: "none" })).toEqual({ outcome: "missing" });
    await world.rooms.clubs.clubs.updateOne({ _id: "bong-da" }, { $set: { state: "full" } });
    expect(await world.person("Ai").does("join-club", { club: "bong-da" })).toEqual({ outcome: "closed" });
  });

  it.each([
    ["bóng đá", "bong-da"],
    ["da banh", "bong-da"],
    ["clb bóng đá nữ", "bong-da"],
    ["em ở trọ", "thanh-nien-cong-nhan"],
    ["làng nghề", "to-nghe-chieu-coi"],
    ["hien mau", "tinh-nguyen-xanh"],
    ["hát", "van-nghe"],
  ])("finds %s", async (text, id) => {
    expect(await world.person("Lan").does("find-club", { text })).toMatchObject({ outcome: "found", values: { id } });
  });

  it("asks back where several fit and says when none does", async () => {
    const lan = world.person("Lan");
    expect(await lan.does("find-club", { text: "thể thao" })).toEqual({ outcome: "several" });
    expect((await lan.chooses("clubs", { search: "thể thao" })).options.map((one) => one.value)).toEqual(["bong-da", "bong-chuyen"]);
    expect(await lan.does("find-club", { text: "câu lạc bộ bơi lội" })).toEqual({ outcome: "unknown" });
    expect((await lan.chooses("club-kinds")).options.map((one) => one.label)).toEqual(["Thể thao", "Văn hóa, văn nghệ", "Nghề, làng nghề", "Tình nguyện", "Thanh niên công nhân"]);
    expect(await lan.chooses("clubs", {}, 1, 3)).toMatchObject({ options: [{}, {}, {}], more: true });
    expect((await lan.chooses("clubs", { kind: "culture" })).options).toHaveLength(2);
  });
});

describe("activities", () => {
  const hour = 3_600_000;
  const plan = (_id: string, more: Partial<NewActivity> = {}) =>
    createActivity(world.rooms.activities, { _id, commune: "doan-xa-mau", units: ["doan-xa-mau"], kind: "volunteering", title: `Việc ${_id}`, label: _id, place: "Nhà văn hóa", description: "Dọn đường", startsAt: now + 24 * hour, endsAt: now + 26 * hour, registration: true, capacity: 1, createdBy: "t", createdAt: now, ...more });

  it("seats, lets wait and hands a place on; twice is once", async () => {
    await plan("don-duong");
    const [lan, minh] = [world.person("Lan"), world.person("Minh")];
    expect((await lan.chooses("activities")).options.map((one) => one.value)).toContain("don-duong");
    const seated = await lan.does("register-activity", { activity: "don-duong" }, "e1#0");
    expect(seated).toMatchObject({ outcome: "seated", values: { code: code("HD"), title: "Việc don-duong", file: "none", parents: "no" } });
    expect(await lan.does("register-activity", { activity: "don-duong" }, "e1#0")).toEqual(seated);
    expect(await minh.does("register-activity", { activity: "don-duong" }, "e2#0")).toMatchObject({ outcome: "waiting", values: { position: 1 } });
    expect(await minh.does("load-activity", { activity: "don-duong" })).toMatchObject({ outcome: "found", values: { state: "waiting", position: 1, seats: 0, takes: "yes" } });
    expect(await lan.does("find-my-activity")).toEqual({ outcome: "one", values: { id: "don-duong" } });
    expect(await lan.does("cancel-activity", { activity: "don-duong" }, "e3#0")).toEqual({ outcome: "cancelled", values: { title: "Việc don-duong" } });
    expect((await minh.chooses("my-activities")).options).toHaveLength(1);
    expect(await minh.does("load-activity", { activity: "don-duong" })).toMatchObject({ values: { state: "seated" } });
    expect(await lan.does("cancel-activity", { activity: "don-duong" })).toEqual({ outcome: "not-registered" });
    expect(await lan.does("find-my-activity")).toEqual({ outcome: "none" });
  });

  it("keeps to consent, age, closing and place", async () => {
    await plan("hien-mau", { minAge: 18, guardianNote: true });
    await plan("xa", { units: ["xa-khac"], commune: "xa-khac" });
    await plan("mo-cua", { registration: false, capacity: 0 });
    expect(await world.person("Ai", stranger).does("register-activity", { activity: "hien-mau" })).toEqual({ outcome: "no-consent" });
    expect(await world.person("Bé", { profile: { name: "Bé", ageBand: "16-17" } }).does("register-activity", { activity: "hien-mau" })).toEqual({ outcome: "too-young" });
    expect(await world.person("Ai").does("register-activity", { activity: "xa" })).toEqual({ outcome: "missing" });
    expect(await world.person("Ai").does("load-activity", { activity: "xa" })).toEqual({ outcome: "missing" });
    expect(await world.person("Ai").does("load-activity", { activity: "mo-cua" })).toMatchObject({ values: { takes: "free", seats: -1 } });
    expect(await world.person("Ai").does("register-activity", { activity: "mo-cua" })).toEqual({ outcome: "closed" });
    expect((await world.person("Ai").chooses("activities")).options.map((one) => one.value)).not.toContain("xa");
  });

  it("lists what is running, says who holds it, and from which age before anybody registers", async () => {
    await plan("hoi-trai", { startsAt: now - hour, endsAt: now + 48 * hour, units: ["doan-xa-mau", "thon-dong"], minAge: 18, registerUntil: now - 2 * hour });
    expect((await world.person("Lan").chooses("activities")).options[0]).toEqual({ value: "hoi-trai", label: "hoi-trai (đang diễn ra)" });
    const card = await world.person("Bé", { profile: { name: "Bé", branch: "thon-dong", ageBand: "16-17" } }).does("load-activity", { activity: "hoi-trai" });
    expect(card).toMatchObject({ values: { running: "yes", span: "days", host: "Đoàn xã Mẫu", others: "Chi đoàn thôn Đông", more: 0, age: 18, young: "yes", deadline: "yes", takes: "no" } });
  });

  it("reminds who only wants to be reminded", async () => {
    await plan("don-duong");
    const lan = world.person("Lan");
    expect(await lan.does("remind-activity", { activity: "don-duong" })).toMatchObject({ outcome: "kept", values: { title: "Việc don-duong" } });
    expect(await lan.does("load-activity", { activity: "don-duong" })).toMatchObject({ values: { reminded: true } });
    // What was wished for on one channel is taken back on another.
    const zalo = world.person("Lan", { _id: "zalo:oa:Lan" });
    await zalo.does("use-link-code", { code: ((await lan.does("make-link-code")).values as { code: string }).code });
    expect(await zalo.does("load-activity", { activity: "don-duong" })).toMatchObject({ values: { reminded: true } });
    expect(await zalo.does("forgo-reminder", { activity: "don-duong" })).toEqual({ outcome: "dropped" });
    expect(await lan.does("load-activity", { activity: "don-duong" })).toMatchObject({ values: { reminded: false } });
    await lan.does("remind-activity", { activity: "don-duong" });
    expect(await lan.does("remind-activity", { activity: "x" })).toEqual({ outcome: "missing" });
    // The same wish by the button of a notice.
    expect(await lan.does("remind-me", { gathering: "don-duong" })).toMatchObject({ outcome: "already", values: { title: "Việc don-duong", stopped: false } });
    const minh = world.person("Minh");
    expect(await minh.does("remind-me", { gathering: "don-duong" })).toMatchObject({ outcome: "noted" });
    expect(await minh.does("load-activity", { activity: "don-duong" })).toMatchObject({ values: { reminded: true } });
  });

  it("checks in at the door around its time, once a person, and hears how it was", async () => {
    await plan("don-duong", { startsAt: now + hour / 2, endsAt: now + hour });
    await plan("ngay-mai", { startsAt: now + 24 * hour });
    const codeOf = async (id: string) => (await activityById(world.rooms.activities, id))!.checkInCode;
    const lan = world.person("Lan");
    const typed = ` ${(await codeOf("don-duong")).toLowerCase()} `;
    expect(await lan.does("find-check-in", { code: typed })).toMatchObject({ outcome: "open" });
    expect(await lan.does("check-in", { code: typed })).toEqual({ outcome: "checked-in", values: { title: "Việc don-duong" } });
    expect(world.announced).toEqual(["activities doan-xa-mau"]);
    expect(await lan.does("check-in", { code: typed })).toMatchObject({ outcome: "already" });
    expect(world.announced).toHaveLength(1);
    expect(await lan.does("find-check-in", { code: await codeOf("ngay-mai") })).toMatchObject({ outcome: "early" });
    expect(await lan.does("check-in", { code: await codeOf("ngay-mai") })).toEqual({ outcome: "shut" });
    expect(await lan.does("find-check-in", { code: "ZZZZZ" })).toEqual({ outcome: "wrong" });
    expect(await world.person("Ai", stranger).does("check-in", { code: typed })).toEqual({ outcome: "shut" });
    expect(await world.rooms.activities.attendance.countDocuments()).toBe(1);
    await world.rooms.activities.activities.updateOne({ _id: "don-duong" }, { $set: { startsAt: now - hour, endsAt: now - 1 } });
    expect(await lan.does("load-attended", { activity: "don-duong" })).toMatchObject({ outcome: "found" });
    expect(await lan.does("give-feedback", { activity: "don-duong", score: "5" })).toEqual({ outcome: "kept" });
    expect(await lan.does("give-feedback", { activity: "don-duong", score: "4", words: "vui lắm" })).toEqual({ outcome: "kept" });
    expect(await world.rooms.activities.feedback.find().lean()).toMatchObject([{ score: 4, words: "vui lắm" }]);
    expect(await world.person("Minh").does("load-attended", { activity: "don-duong" })).toEqual({ outcome: "missing" });
    // On another chat of hers it is her word still.
    const elsewhere = world.person("Lan trên web");
    await useCode(world.rooms.identities, { contact: elsewhere.contact._id, code: await makeCode(world.rooms.identities, { contact: lan.contact._id, secret: "s", now }), mark: "m", secret: "s", now });
    expect(await elsewhere.does("give-feedback", { activity: "don-duong", score: "2" })).toEqual({ outcome: "kept" });
    expect(await world.rooms.activities.feedback.find().lean()).toMatchObject([{ score: 2, contact: lan.contact._id }]);
    await lan.does("remind-activity", { activity: "ngay-mai" });
    const { summary } = (await lan.does("my-data")).values as { summary: string };
    for (const part of ["Hoạt động đã điểm danh (1): Việc don-duong", "Hoạt động đã góp ý (1): Việc don-duong", "Nhờ nhắc hoạt động (1): Việc ngay-mai"]) expect(summary).toContain(part);
  });
});

describe("dialogues", () => {
  it("registers, waits, cancels and promotes", async () => {
    await world.rooms.dialogues.dialogues.updateOne({ _id: dialogue }, { $set: { capacity: 1, "seating.left": 1 } });
    const [lan, minh] = [world.person("Lan"), world.person("Minh")];
    const seated = await lan.does("register-dialogue", { dialogue, willAsk: true }, "e1#0");
    expect(seated).toMatchObject({ outcome: "seated", values: { code: code("DT"), title: expect.any(String), when: expect.any(Number), place: expect.any(String) } });
    expect(await minh.does("register-dialogue", { dialogue, willAsk: false }, "e2#0")).toMatchObject({ outcome: "waiting", values: { position: 1 } });
    expect(await minh.does("load-dialogue", { dialogue })).toMatchObject({ outcome: "found", values: { state: "waiting", position: 1, seatsLeft: 0, capacity: 1 } });
    expect(await lan.does("cancel-dialogue", { dialogue }, "e3#0")).toMatchObject({ outcome: "cancelled" });
    expect(await lan.does("cancel-dialogue", { dialogue }, "e3#0")).toMatchObject({ outcome: "cancelled" });
    expect(world.promoted).toMatchObject([{ contact: minh.contact._id, code: code("DT") }]);
    expect(await minh.does("register-dialogue", { dialogue, willAsk: false })).toMatchObject({ outcome: "already", values: { state: "seated" } });
    expect((await minh.chooses("my-dialogues")).options).toEqual([{ value: dialogue, label: "Đối thoại 12/12" }]);
    expect((await lan.chooses("my-dialogues")).options).toEqual([]);
    expect(await lan.does("cancel-dialogue", { dialogue })).toEqual({ outcome: "not-registered" });
  });

  it("needs no list where somebody registered for one dialogue only, and knows whether there are others", async () => {
    const lan = world.person("Lan");
    expect(await lan.does("find-registration")).toEqual({ outcome: "none" });
    await lan.does("register-dialogue", { dialogue });
    expect(await lan.does("find-registration")).toEqual({ outcome: "one", values: { id: dialogue } });
    const { dialogues } = world.rooms.dialogues;
    await dialogues.updateMany({ _id: { $ne: dialogue } }, { $set: { state: "closed" } });
    expect(await lan.does("load-dialogue", { dialogue })).toMatchObject({ values: { others: false } });
    await createDialogue(world.rooms.dialogues, { _id: "other", title: "Đối thoại khác", label: "Khác", theme: "", startsAt: now + 86_400_000, place: "Hội trường", capacity: 5 });
    expect(await lan.does("load-dialogue", { dialogue })).toMatchObject({ values: { others: true } });
    await lan.does("register-dialogue", { dialogue: "other" });
    expect(await lan.does("find-registration")).toEqual({ outcome: "several" });
  });

  it("needs consent, a dialogue and its time", async () => {
    expect(await world.person("Ai", stranger).does("register-dialogue", { dialogue })).toEqual({ outcome: "no-consent" });
    expect(await world.person("Ai").does("register-dialogue", { dialogue: "x" })).toEqual({ outcome: "missing" });
    await moveDialogue(world.rooms.dialogues, dialogue, now - 1, async () => {});
    expect(await world.person("Ai").does("register-dialogue", { dialogue })).toEqual({ outcome: "closed" });
    expect((await world.person("Ai").chooses("dialogues")).options).toEqual([]);
  });
});

describe("questions", () => {
  const text = "Khi nào thôn Nam Hải có đèn đường buổi tối?";

  it("takes a question once, tracks it, and shows it to nobody else", async () => {
    const lan = world.person("Lan");
    const sent = await lan.does("submit-question", { to: dialogue, topic: "ha-tang", text, anonymous: true }, "e1#0");
    expect(sent).toEqual({ outcome: "received", values: { code: code("CH") } });
    expect(await lan.does("submit-question", { to: dialogue, topic: "ha-tang", text, anonymous: true }, "e1#0")).toEqual(sent);
    expect(await world.rooms.questions.questions.countDocuments({ text })).toBe(1);
    const typed = String(sent.values!["code"]).toLowerCase().replace("-", " ");
    expect(await lan.does("load-question", { code: typed })).toMatchObject({ outcome: "found", values: { mine: true, state: "received", answer: "", to: "Đối thoại giữa lãnh đạo xã với thanh niên", topic: "Đường, điện, nước" } });
    expect(await world.person("Minh").does("load-question", { code: typed })).toEqual({ outcome: "missing" });
    expect(await world.person("Minh").does("follow-question", { code: typed })).toEqual({ outcome: "missing" });
    expect(JSON.stringify(await world.rooms.questions.questions.find({ text }).lean())).not.toMatch(/Lan|telegram/);
    expect((await lan.chooses("my-questions")).options).toEqual([{ value: sent.values!["code"], label: expect.stringContaining("Khi nào thôn") }]);
  });

  it("finishes a question whose process died between its two writes", async () => {
    const lan = world.person("Lan");
    const sent = await lan.does("submit-question", { to: "union", topic: "khac", text, anonymous: true }, "e1#0");
    await world.rooms.questions.askers.deleteMany({});
    expect(await lan.does("submit-question", { to: "union", topic: "khac", text, anonymous: true }, "e1#0")).toEqual(sent);
    expect((await lan.chooses("my-questions")).options).toHaveLength(1);
  });

  it("keeps a name only with consent", async () => {
    await world.person("Lan").does("submit-question", { to: "union", topic: "khac", text, anonymous: false });
    await world.person("Ai", { ...stranger, profile: { name: "Ai" } }).does("submit-question", { to: "union", topic: "khac", text, anonymous: false });
    const kept = await world.rooms.questions.questions.find({ text }).lean();
    expect(kept.flatMap((one) => one.by ?? [])).toEqual([{ name: "Lan", branch: "Chi đoàn thôn Đông" }]);
  });

  it("sends complaints another way", async () => {
    const lan = world.person("Lan");
    for (const complaint of ["Em muốn tố cáo ông A nhận tiền", "toi khieu nai quyet dinh thu hoi dat", "Cán bộ xã vòi tiền dân khi làm giấy tờ"]) {
      expect(await lan.does("submit-question", { to: "union", topic: "khac", text: complaint, anonymous: true })).toEqual({ outcome: "complaint" });
      expect(await lan.does("screen-question", { text: complaint })).toEqual({ outcome: "complaint" });
    }
    for (const question of ["Thủ tục khiếu nại như thế nào ạ?", "Bạn nào cao to thì được vào đội bóng chuyền?"]) {
      expect(await lan.does("screen-question", { text: question })).toEqual({ outcome: "fine" });
      expect(await lan.does("submit-question", { to: "union", topic: "khac", text: question, anonymous: true })).toMatchObject({ outcome: "received" });
    }
    expect(await world.rooms.questions.questions.countDocuments({ text: /tố cáo/ })).toBe(0);
  });

  it("closes with the dialogue", async () => {
    await world.rooms.dialogues.dialogues.updateOne({ _id: dialogue }, { $set: { questionsUntil: now } });
    expect(await world.person("Lan").does("submit-question", { to: dialogue, topic: "khac", text, anonymous: true })).toEqual({ outcome: "closed" });
  });

  it("remembers what was asked in time when the act is played again after the closing", async () => {
    const lan = world.person("Lan");
    const sent = await lan.does("submit-question", { to: dialogue, topic: "khac", text, anonymous: true }, "e1#0");
    await world.rooms.dialogues.dialogues.updateOne({ _id: dialogue }, { $set: { questionsUntil: now } });
    expect(await lan.does("submit-question", { to: dialogue, topic: "khac", text, anonymous: true }, "e1#0")).toEqual(sent);
    expect(await lan.does("submit-question", { to: dialogue, topic: "khac", text, anonymous: true }, "e2#0")).toEqual({ outcome: "closed" });
  });

  it("keeps a long text as it was typed, and never half an emoji", async () => {
    const lan = world.person("Lan");
    const long = `Câu hỏi: ${"🙂".repeat(991)}`;
    await lan.does("submit-question", { to: "union", topic: "khac", text: `${long}🙂`.normalize("NFD"), anonymous: true });
    expect((await world.rooms.questions.questions.findOne({ text: /^Câu hỏi/ }).lean())?.text).toBe(long);
  });

  it("offers earlier ones and lets people follow", async () => {
    const lan = world.person("Lan");
    const near = await lan.chooses("similar-questions", { text: "muốn vay vốn chăn nuôi thì nộp giấy tờ ở đâu ạ" });
    expect(near.options[0]).toEqual({ value: "CH-2M4VAY", label: "Vay vốn cần gì?" });
    expect((await lan.chooses("similar-questions", { text: "bao gio san van dong co den" })).options[0]?.value).toBe("CH-4W6SAN");
    expect((await lan.chooses("similar-questions", { text: "Khi nào khám nghĩa vụ quân sự?" })).options).toEqual([]);
    expect(await lan.does("follow-question", { code: "CH-2M4VAY" }, "e1#0")).toMatchObject({ outcome: "followed" });
    expect(await lan.does("follow-question", { code: "CH-2M4VAY" }, "e1#0")).toMatchObject({ outcome: "followed" });
    expect(await lan.does("follow-question", { code: "CH-2M4VAY" }, "e2#0")).toMatchObject({ outcome: "already" });
    expect((await lan.chooses("my-questions")).options).toEqual([{ value: "CH-2M4VAY", label: expect.any(String) }]);
    expect(await lan.does("load-question", { code: "CH-2M4VAY" })).toMatchObject({ values: { mine: false, following: true } });
    expect(await lan.does("load-question", { code: "CH-4W6SAN" })).toMatchObject({ values: { mine: false, following: false } });
    const own = await lan.does("submit-question", { to: "union", topic: "khac", text, anonymous: true });
    expect((await lan.chooses("my-questions")).options.map((one) => one.value)).toEqual([own.values!["code"], "CH-2M4VAY"]);
    expect((await lan.chooses("question-topics", {}, 0, 3)).options[0]).toEqual({ value: "khoi-nghiep", label: "Hỗ trợ khởi nghiệp" });
  });

  it("gives the answer of a merged question to all who asked", async () => {
    const { questions } = world.rooms;
    const [lan, minh, hoa] = [world.person("Lan"), world.person("Minh"), world.person("Hoa")];
    const ask = async (who: typeof lan): Promise<string> => String((await who.does("submit-question", { to: "union", topic: "khac", text, anonymous: true })).values!["code"]);
    const [first, second] = [await ask(lan), await ask(minh)];
    await publishQuestion(questions, second, true);
    await hoa.does("follow-question", { code: second });
    expect(await mergeQuestion(questions, second, first, now)).toBe(true);
    await answerQuestion(questions, first, { text: "Tháng sau.", public: false, now });
    expect((await askersOf(questions, first, "", 10)).sort()).toEqual([hoa, lan, minh].map((one) => one.contact._id).sort());
    expect(await minh.does("load-question", { code: second })).toMatchObject({ values: { answer: "Tháng sau.", state: "answered", mine: true } });
    expect(await hoa.does("load-question", { code: first })).toMatchObject({ values: { answer: "Tháng sau.", mine: false } });
  });
});

describe("the person", () => {
  it("finds branches by old village names and without diacritics", async () => {
    const lan = world.person("Lan");
    for (const [text, id] of [["bí thư thôn Hợp Nhất", undefined], ["thôn Hợp Nhất", "thon-dong"], ["hop nhat", "thon-dong"], ["Thôn Đông", "thon-dong"], ["nam hai", "thon-nam-hai"], ["e ở thôn bắc sơn", "thon-bac-son"], ["Hà Nội", undefined], ["thôn", undefined]] as const) {
      const found = await lan.does("find-branch", { text });
      expect([text, found.values?.["id"]]).toEqual([text, id]);
    }
    expect((await lan.chooses("branches")).options).toHaveLength(6);
  });

  it("records consent with its proof, then keeps a profile", async () => {
    const mai = world.person("Mai", { profile: {}, consents: {} });
    expect(await mai.does("save-profile", { name: "Mai" })).toEqual({ outcome: "no-consent" });
    await mai.does("record-consent", { purpose: "registration", words: "TÔI ĐỒNG Ý", guardian: false }, "e1#0");
    await mai.tries("record-consent", { purpose: "registration", words: "TÔI ĐỒNG Ý", guardian: false }, "e1#0");
    expect(mai.contact.consents).toEqual({ registration: true });
    const [record, ...others] = await world.rooms.consent.records.find().lean();
    expect(others).toEqual([]);
    expect(record).toMatchObject({ purpose: "registration", words: "TÔI ĐỒNG Ý", channel: "telegram", guardian: false, givenAt: now });
    expect(JSON.stringify(record)).not.toContain("bot:Mai");
    expect(await world.rooms.consent.notices.findById(record!.noticeHash).lean()).toMatchObject({ text: expect.stringContaining("Đoàn xã Mẫu") });
    await mai.does("save-profile", { name: "  Mai   Anh ", branch: "thon-dong", ageBand: "18-30", village: null });
    expect(mai.contact.profile).toEqual({ name: "Mai Anh", branch: "thon-dong", ageBand: "18-30" });
    await mai.does("save-profile", { village: "thôn Lạ" });
    expect(mai.contact.profile).toEqual({ name: "Mai Anh", village: "thôn Lạ", ageBand: "18-30" });
  });

  it("keeps nothing of a child without a parent", async () => {
    const be = world.person("Bé", { profile: {}, consents: {} });
    await be.does("record-consent", { purpose: "registration", words: "TÔI ĐỒNG Ý", guardian: false });
    expect(await be.does("save-profile", { ageBand: "under-16" })).toEqual({ outcome: "no-consent" });
    await be.does("record-consent", { purpose: "registration", words: "TÔI ĐỒNG Ý / BỐ MẸ TÔI ĐỒNG Ý", guardian: true });
    expect(await be.does("save-profile", { ageBand: "under-16" })).toMatchObject({ outcome: "saved" });
  });

  it("ends everything that hung on a withdrawn consent", async () => {
    const lan = world.person("Lan");
    await lan.does("record-consent", { purpose: "registration", words: "TÔI ĐỒNG Ý" });
    await lan.does("join-club", { club: "bong-da" });
    await lan.does("register-dialogue", { dialogue, willAsk: false });
    await lan.does("submit-question", { to: "union", topic: "khac", text: "Bao giờ có sân cầu lông?", anonymous: false });
    expect(await lan.tries("withdraw-consent", { purpose: "registration" }, "e9#0")).toMatchObject({ outcome: "withdrawn" });
    expect(await lan.does("withdraw-consent", { purpose: "registration" }, "e9#0")).toMatchObject({ outcome: "withdrawn" });
    expect(lan.contact).toMatchObject({ profile: {}, consents: { registration: false } });
    expect(await lan.does("withdraw-consent", { purpose: "registration" })).toEqual({ outcome: "none" });
    expect((await lan.chooses("my-clubs")).options).toEqual([]);
    expect((await lan.chooses("my-dialogues")).options).toEqual([]);
    expect((await world.rooms.questions.questions.findOne({ text: /cầu lông/ }).lean())?.by).toBeUndefined();
    expect((await world.rooms.consent.records.findOne().lean())?.withdrawnAt).toBe(now);
  });

  it("shows everything and deletes it", async () => {
    const [lan, minh] = [world.person("Lan"), world.person("Minh")];
    await lan.does("record-consent", { purpose: "registration", words: "TÔI ĐỒNG Ý" });
    await lan.does("join-club", { club: "bong-da", motivation: "vui" });
    await lan.does("register-dialogue", { dialogue, willAsk: true });
    await lan.does("request-person", { reason: "hỏi việc", urgent: false });
    const alone = String((await lan.does("submit-question", { to: "union", topic: "khac", text: "Câu chỉ mình mình hỏi thôi", anonymous: false })).values!["code"]);
    const shared = String((await lan.does("submit-question", { to: "union", topic: "khac", text: "Câu nhiều người cùng hỏi", anonymous: false })).values!["code"]);
    await publishQuestion(world.rooms.questions, shared, true);
    await minh.does("follow-question", { code: shared });
    await lan.does("follow-question", { code: "CH-2M4VAY" });
    const { summary } = (await lan.does("my-data")).values as { summary: string };
    for (const part of ["CH-2M4VAY", "HT-", "90 ngày", "Lan", "Chi đoàn thôn Đông", "18 đến 30", "CLB Bóng đá xã Mẫu", "Đối thoại", alone, shared, "23/11/2026"]) expect(summary).toContain(part);
    expect(summary).not.toMatch(/my-data:|\{|undefined/);

    expect(await lan.does("delete-my-data", {}, "e7#0")).toEqual({ outcome: "deleted", values: { channels: "", record: false }, forget: true });
    expect(await lan.does("delete-my-data", {}, "e7#0")).toEqual({ outcome: "deleted", values: { channels: "", record: false }, forget: true });
    expect(world.forgotten).toContain(lan.contact._id);
    const everything = await Promise.all((await world.connection.db!.listCollections().toArray()).map(({ name }) => world.connection.db!.collection(name).find().toArray()));
    expect(JSON.stringify(everything)).not.toMatch(/bot:Lan|"name":"Lan"|Câu chỉ mình/);
    expect(await world.rooms.questions.questions.exists({ _id: shared })).not.toBeNull();
    expect(await world.rooms.dialogues.dialogues.findById(dialogue).lean()).toMatchObject({ seating: { left: 50, waiting: 0, claims: [] } });
    expect(await world.rooms.consent.records.findOne().lean()).toMatchObject({ erasedAt: now });
    expect(((await lan.does("my-data")).values as { summary: string }).summary).not.toContain("CLB");
  });

  it("changes language and notices", async () => {
    const lan = world.person("Lan");
    expect(await lan.does("stop-messages")).toMatchObject({ outcome: "stopped" });
    expect(await lan.does("stop-messages")).toEqual({ outcome: "already" });
    expect(await lan.does("start-messages")).toMatchObject({ outcome: "started" });
    expect(await lan.does("start-messages")).toEqual({ outcome: "already" });
    await lan.does("set-locale", { locale: "en" });
    expect((await lan.chooses("club-kinds")).options[0]?.label).toBe("Sport");
  });

  it("stops one kind of notices, takes what waits of it out on every channel, and starts all again", async () => {
    const lan = world.person("Lan");
    expect(await lan.does("load-last-notice")).toEqual({ outcome: "none" });
    world.noticed.set(lan.contact._id, "clubs");
    expect(await lan.does("load-last-notice")).toEqual({ outcome: "found", values: { purpose: "clubs" } });
    const minh = world.person("Minh");
    const made = await minh.does("make-link-code");
    expect(await lan.does("use-link-code", { code: (made.values as { code: string }).code })).toMatchObject({ outcome: "linked" });
    expect(await lan.does("stop-messages", { purpose: "clubs" })).toMatchObject({ outcome: "stopped", patch: { stoppedFor: ["clubs"] } });
    expect(world.dropped.toSorted()).toEqual([[lan.contact._id, "clubs"], [minh.contact._id, "clubs"]]);
    expect(await lan.does("stop-messages", { purpose: "clubs" })).toEqual({ outcome: "already" });
    expect(await lan.does("load-last-notice")).toEqual({ outcome: "none" });
    expect(await lan.does("stop-messages", { purpose: "news" })).toMatchObject({ patch: { stoppedFor: ["clubs", "news"] } });
    expect(((await lan.does("my-data")).values as { summary: string }).summary).toContain("Loại tin đã tắt: CLB, Tin chung");
    expect(await lan.does("start-messages")).toMatchObject({ outcome: "started" });
    expect(lan.contact).toMatchObject({ stopped: false, stoppedFor: [] });
    expect(await lan.does("stop-messages")).toMatchObject({ outcome: "stopped" });
    expect(await lan.does("stop-messages", { purpose: "clubs" })).toEqual({ outcome: "already" });
  });

  it("asks nobody what to stop whom staff are talking with: the answer would not be heard", async () => {
    const lan = world.person("Lan", { quietUntil: now + 60_000 });
    world.noticed.set(lan.contact._id, "clubs");
    expect(await lan.does("load-last-notice")).toEqual({ outcome: "none" });
  });

  it("reminds somebody who did not register, once, as long as there is something ahead", async () => {
    const lan = world.person("Lan");
    expect(await lan.does("remind-me", { gathering: "khong-co" })).toEqual({ outcome: "missing" });
    expect(await lan.does("remind-me", { gathering: dialogue })).toMatchObject({ outcome: "noted", values: { title: expect.any(String), when: expect.any(Number), stopped: false } });
    expect(await lan.does("remind-me", { gathering: dialogue })).toMatchObject({ outcome: "already" });
    expect(await interestedContacts(world.rooms.broadcasts, dialogue, "", 9)).toEqual([lan.contact._id]);
    expect(await interestedContacts(world.rooms.broadcasts, dialogue, "", 9, now)).toEqual([]);
    expect([...(await interestedAmong(world.rooms.broadcasts, dialogue, [lan.contact._id, "telegram:bot:Ai"]))]).toEqual([lan.contact._id]);
    expect(((await lan.does("my-data")).values as { summary: string }).summary).toContain("Nhờ nhắc lịch (1)");
    await lan.does("stop-messages", { purpose: "dialogues" });
    expect(await lan.does("remind-me", { gathering: dialogue })).toMatchObject({ values: { stopped: true } });
    await forgetRecipient(world.rooms.broadcasts, lan.contact._id);
    expect(await interestedContacts(world.rooms.broadcasts, dialogue, "", 9)).toEqual([]);
    await world.rooms.dialogues.dialogues.updateOne({ _id: dialogue }, { $set: { startsAt: now - 1 } });
    expect(await world.person("Minh").does("remind-me", { gathering: dialogue })).toMatchObject({ outcome: "over" });
  });

  it("asks for a person once, and more urgently", async () => {
    const lan = world.person("Lan");
    const first = await lan.does("request-person", { reason: "hỏi", urgent: false }, "e1#0");
    expect(first).toEqual({ outcome: "requested", values: { ref: code("HT") } });
    expect(await lan.does("request-person", { reason: "urgent", urgent: true }, "e2#0")).toEqual(first);
    expect(await world.rooms.handovers.handovers.find().lean()).toMatchObject([{ urgent: true, state: "waiting" }]);
  });
});

describe("answers", () => {
  it("shows one and suggests the nearest", async () => {
    const near = (kind: "flow" | "answer", id: string, score = 0.5) => ({ kind, id, score });
    const asked = await openWorld(engines.mongodbUri, [near("answer", "faq-002", 0.2), near("answer", "faq-001"), near("flow", "join-club"), near("flow", "welcome"), near("answer", "faq-001"), near("flow", "leave-club")]);
    const lan = asked.person("Lan");
    expect(await lan.does("show-answer", { answer: "faq-001" })).toMatchObject({ outcome: "found", values: { localityDependent: false, text: expect.stringContaining("16") } });
    expect(await lan.does("show-answer", { answer: "faq-999" })).toEqual({ outcome: "missing" });
    const { options } = await lan.chooses("suggestions", { text: "x" });
    expect(options.map((one) => one.value)).toEqual(["a:faq-001", "f:join-club", "f:leave-club"]);
    for (const { label } of options) expect(label).not.toContain(":");
    await asked.close();
  });
});

describe("linked channels", () => {
  /** Lan on Telegram and on Zalo, linked by a code. */
  async function lanTwice() {
    const [here, there] = [world.person("Lan"), world.person("Lan", { _id: "zalo:oa:Lan" })];
    const { values } = await here.does("make-link-code");
    expect(await there.does("use-link-code", { code: (values as { code: string }).code })).toEqual({ outcome: "linked", values: { channel: "Telegram" } });
    return { here, there };
  }

  it("say where else the person writes from, and tell the channel that made the code, once", async () => {
    const [here, there] = [world.person("Lan"), world.person("Lan", { _id: "zalo:oa:Lan" })];
    expect(await here.does("load-identities")).toEqual({ outcome: "alone" });
    const { values } = await here.does("make-link-code");
    expect(values).toEqual({ code: expect.stringMatching(/^[2-9A-Z]{6}$/), minutes: 10 });
    const code = (values as { code: string }).code;
    expect(await here.does("use-link-code", { code })).toEqual({ outcome: "own" });
    expect(await there.does("use-link-code", { code: "222222" })).toEqual({ outcome: "wrong" });
    const linked = await there.does("use-link-code", { code }, "e1#0");
    expect(await there.does("use-link-code", { code }, "e1#0")).toEqual(linked);
    expect(new Set(world.linked.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(world.linked[0]).toMatchObject({ contact: here.contact._id, by: there.contact._id });
    expect(await here.does("load-identities")).toEqual({ outcome: "linked", values: { channels: "Zalo" } });
    expect(await there.does("unlink-account", {}, "e2#0")).toEqual({ outcome: "unlinked" });
    expect(await there.does("unlink-account", {}, "e2#0")).toEqual({ outcome: "unlinked" });
    expect(await there.does("unlink-account")).toEqual({ outcome: "none" });
    expect(await here.does("load-identities")).toEqual({ outcome: "alone" });
  });

  it("share clubs: listed once, joined once, left everywhere", async () => {
    const { here, there } = await lanTwice();
    const joined = await here.does("join-club", { club: "bong-da" });
    expect(await there.does("join-club", { club: "bong-da" })).toEqual({ ...joined, outcome: "already" });
    await there.does("join-club", { club: "van-nghe" });
    expect((await here.chooses("my-clubs")).options.map((one) => one.value).sort()).toEqual(["bong-da", "van-nghe"]);
    expect(await there.does("load-club", { club: "bong-da" })).toMatchObject({ values: { mine: true, members: 1, otherMine: true } });
    expect(await there.does("leave-club", { club: "bong-da" })).toMatchObject({ outcome: "left" });
    expect(await here.does("load-club", { club: "bong-da" })).toMatchObject({ values: { mine: false, members: 0 } });
  });

  it("that were in the same club before show it once and leave it together", async () => {
    const [here, there] = [world.person("Lan"), world.person("Lan", { _id: "zalo:oa:Lan" })];
    for (const one of [here, there]) await one.does("join-club", { club: "bong-da" });
    const { values } = await here.does("make-link-code");
    await there.does("use-link-code", { code: (values as { code: string }).code });
    expect((await there.chooses("my-clubs")).options).toHaveLength(1);
    expect(await here.does("leave-club", { club: "bong-da" })).toMatchObject({ outcome: "left" });
    expect(await there.does("load-club", { club: "bong-da" })).toMatchObject({ values: { mine: false, members: 0 } });
  });

  it("share a seat: one a person, given up from either side", async () => {
    const { here, there } = await lanTwice();
    const seat = await here.does("register-dialogue", { dialogue, willAsk: false });
    expect(await there.does("register-dialogue", { dialogue, willAsk: false })).toEqual({ outcome: "already", values: seat.values });
    expect(await there.does("load-dialogue", { dialogue })).toMatchObject({ values: { state: "seated", code: (seat.values as { code: string }).code } });
    expect(await there.does("find-registration")).toEqual({ outcome: "one", values: { id: dialogue } });
    expect((await there.chooses("my-dialogues")).options).toHaveLength(1);
    expect(await there.does("cancel-dialogue", { dialogue })).toMatchObject({ outcome: "cancelled" });
    expect(await here.does("load-dialogue", { dialogue })).toMatchObject({ values: { state: "none" } });
    expect(await here.does("cancel-dialogue", { dialogue })).toEqual({ outcome: "not-registered" });
  });

  it("that both had a place before keep the better one, and who waited gets the other", async () => {
    const startsAt = now + 86_400_000;
    await createActivity(world.rooms.activities, { _id: "da-bong", commune: "doan-xa-mau", units: ["doan-xa-mau"], kind: "sport", title: "Đá bóng", label: "Đá bóng", place: "Sân", description: "", startsAt, endsAt: startsAt + 1, registration: true, capacity: 2, createdBy: "t", createdAt: now });
    const [here, there, minh] = [world.person("Lan"), world.person("Lan", { _id: "zalo:oa:Lan" }), world.person("Minh")];
    for (const one of [here, there, minh]) await one.does("register-activity", { activity: "da-bong" });
    expect(await minh.does("load-activity", { activity: "da-bong" })).toMatchObject({ values: { state: "waiting", queue: 1 } });
    const { values } = await here.does("make-link-code");
    for (let twice = 0; twice < 2; twice++) await there.does("use-link-code", { code: (values as { code: string }).code }, "e1#0");
    expect(await minh.does("load-activity", { activity: "da-bong" })).toMatchObject({ values: { state: "seated" } });
    expect(world.promoted.map((one) => one.contact)).toContain(minh.contact._id);
    for (const one of [here, there]) expect(await one.does("load-activity", { activity: "da-bong" })).toMatchObject({ values: { state: "seated" } });
    expect(await world.rooms.activities.seats.registrations.countDocuments({ dialogue: "da-bong", state: "seated" })).toBe(2);
  });

  it("share questions, asked and followed", async () => {
    const { here, there } = await lanTwice();
    const asked = (await here.does("submit-question", { to: "union", topic: "khac", text: "Khi nào sửa sân bóng?", anonymous: true })).values as { code: string };
    expect(await there.does("load-question", { code: asked.code })).toMatchObject({ outcome: "found", values: { mine: true } });
    expect(await world.person("Ai", stranger).does("load-question", { code: asked.code })).toEqual({ outcome: "missing" });
    const open = (await world.rooms.questions.questions.findOne({ public: true }).lean())!._id;
    expect(await here.does("follow-question", { code: open })).toEqual({ outcome: "followed", values: { code: open } });
    expect(await there.does("follow-question", { code: open })).toEqual({ outcome: "already", values: { code: open } });
    expect(await there.does("load-question", { code: open })).toMatchObject({ values: { mine: false, following: true } });
    expect((await there.chooses("my-questions")).options.map((one) => one.value)).toEqual([asked.code, open]);
    expect(await askersOf(world.rooms.questions, open, "", 10)).toEqual([here.contact._id]);
  });

  it("show one list of data, each keeps its own name, language and consent, and each is deleted for itself", async () => {
    const { here, there } = await lanTwice();
    Object.assign(there.contact, { profile: { name: "Lan Nguyễn" }, consents: {}, locale: "en" });
    await here.does("join-club", { club: "bong-da" });
    const { summary } = (await there.does("my-data")).values as { summary: string };
    for (const said of ["CLB Bóng đá xã Mẫu", "Linked accounts: Telegram", "Lan Nguyễn", "English"]) expect(summary).toContain(said);
    expect(await there.does("join-club", { club: "van-nghe" })).toEqual({ outcome: "no-consent" });
    expect(await there.does("delete-my-data")).toEqual({ outcome: "deleted", values: { channels: "Telegram", record: false }, forget: true });
    expect((await here.chooses("my-clubs")).options).toHaveLength(1);
    expect(await here.does("load-identities")).toEqual({ outcome: "alone" });
    expect(await here.does("delete-my-data")).toMatchObject({ values: { channels: "" } });
  });

  it("are never made by a name or anything else but a code", async () => {
    const [here, there] = [world.person("Lan"), world.person("Lan", { _id: "zalo:oa:Lan" })];
    await here.does("join-club", { club: "bong-da" });
    expect((await there.chooses("my-clubs")).options).toEqual([]);
  });
});

describe("cases", () => {
  it("are opened once, with what the profile knows, only with consent and in a commune that is known", async () => {
    const lan = world.person("Lan");
    const sent = await lan.does("open-case", { kind: "admission", birth: "17/5/2008", reason: "giúp xã" }, "e1#0");
    expect(sent).toEqual({ outcome: "opened", values: { ref: code("HS") } });
    expect(await lan.does("open-case", { kind: "admission" }, "e1#0")).toEqual(sent);
    expect(await lan.does("open-case", { kind: "admission" }, "e2#0")).toEqual({ ...sent, outcome: "already" });
    expect(await world.person("Lạ", stranger).does("open-case", { kind: "transfer-out" })).toEqual({ outcome: "no-consent" });
    expect(await world.rooms.cases.cases.find().lean()).toMatchObject([{ kind: "admission", state: "received", open: true, commune: "doan-xa-mau", branch: "thon-dong", data: { name: "Lan", birth: "17/5/2008", reason: "giúp xã" } }]);
    await world.rooms.units.units.create({ _id: "xa-khac", kind: "commune-union", name: "Đoàn xã Khác", label: "Xã Khác", aliases: [], order: 1, active: true });
    await new Promise((passed) => setTimeout(passed, 2100)); // the tree is kept for two seconds
    expect(await world.person("Ai", { profile: { name: "Ai" } }).does("open-case", { kind: "admission" })).toEqual({ outcome: "no-commune" });
  });

  it("are listed for their person and taken back by them, but not what staff began", async () => {
    const lan = world.person("Lan");
    expect(await lan.does("load-cases")).toEqual({ outcome: "none" });
    const { ref } = (await lan.does("open-case", { kind: "transfer-out", place: "Hà Nội" })).values as { ref: string };
    expect(await lan.does("load-cases")).toEqual({ outcome: "some", values: { list: `• ${ref}: Chuyển sinh hoạt đi, chờ xem`, open: ref } });
    expect(await world.person("Minh").does("withdraw-case", { ref })).toEqual({ outcome: "missing" });
    expect(await lan.does("withdraw-case", { ref })).toEqual({ outcome: "withdrawn" });
    expect(await lan.does("withdraw-case", { ref })).toEqual({ outcome: "withdrawn" });
    await world.rooms.cases.cases.updateOne({ ref }, { $set: { kind: "strike-off", state: "flagged", open: true } });
    expect(await lan.does("withdraw-case", { ref })).toEqual({ outcome: "missing" });
  });

  it("go with a person's data; what the register holds becomes a request with the law's clock", async () => {
    const lan = world.person("Lan");
    await lan.does("open-case", { kind: "admission", reason: "bí mật" });
    await world.rooms.people.people.create({ _id: "p1", commune: "doan-xa-mau", name: "Lan", sortKey: "lan", keys: ["lan"], standing: "member", status: "active", history: [], trainings: [], tags: [], contacts: [lan.contact._id], createdAt: now, createdBy: "t", updatedAt: now, revision: 1 });
    expect(((await lan.does("my-data")).values as { summary: string }).summary).toContain("Trong danh sách của Đoàn xã: Lan, đoàn viên");
    expect(await lan.does("delete-my-data", {}, "e9#0")).toMatchObject({ outcome: "deleted", values: { record: true } });
    expect(await lan.does("delete-my-data", {}, "e9#0")).toMatchObject({ outcome: "deleted", values: { record: true } });
    expect(JSON.stringify(await world.rooms.cases.cases.find().lean())).not.toMatch(/Lan|bí mật|telegram/);
    expect(await world.rooms.people.people.findById("p1").lean()).toMatchObject({ contacts: [] });
    const requests = await world.rooms.requests.requests.find().sort({ _id: 1 }).lean();
    expect(requests.filter((one) => one.state === "received")).toMatchObject([{ kind: "delete", person: "p1", dueAt: now + 20 * 86_400_000 }]);
    expect(requests.filter((one) => one.selfService).map(({ kind, state }) => [kind, state]).sort()).toEqual([["delete", "done"], ["see", "done"]]);
  });
});

describe("branches and staff", () => {
  it("knows somebody's branch, also after it was merged", async () => {
    const lan = world.person("Lan");
    expect(await lan.does("load-branch")).toEqual({ outcome: "known", values: { id: "thon-dong", name: "Chi đoàn thôn Đông", commune: "Đoàn xã Mẫu", secretary: false } });
    await world.rooms.units.units.updateOne({ _id: "thon-dong" }, { $set: { active: false, successors: ["thon-tay"] } });
    await new Promise((passed) => setTimeout(passed, 2100)); // the tree is kept for two seconds
    expect(await lan.does("load-branch")).toMatchObject({ outcome: "known", values: { id: "thon-tay" } });
    expect(await world.person("Ai", stranger).does("load-branch")).toEqual({ outcome: "unknown" });
  });

  it("gives nobody but staff anything of a club's requests", async () => {
    await world.rooms.clubs.clubs.updateOne({ _id: "bong-da" }, { $set: { admission: "leader" } });
    const { code: asked } = (await world.person("Lan").does("join-club", { club: "bong-da" })).values as { code: string };
    const minh = world.person("Minh");
    expect(await minh.does("load-club-request", { code: asked })).toEqual({ outcome: "missing" });
    expect(await minh.does("decide-club-request", { code: asked, accept: true })).toEqual({ outcome: "missing" });
    expect(await minh.does("link-staff", { code: "abc" })).toEqual({ outcome: "wrong" });
    // Nor do they answer for a unit what others asked it (what its staff may is played in test/office).
    expect(await minh.does("load-invitation", { activity: "hien-mau" })).toEqual({ outcome: "missing" });
    expect(await minh.does("answer-invitation", { activity: "hien-mau", unit: "doan-xa-mau", accept: true })).toEqual({ outcome: "missing" });
    // Nor can they write notices.
    expect(await minh.does("may-notify")).toEqual({ outcome: "may-not" });
    expect(await minh.does("check-notice", { text: "Chào" })).toEqual({ outcome: "none" });
    expect(await minh.does("draft-notice", { text: "Chào", audience: "all:xa-mau" })).toEqual({ outcome: "none" });
    expect(await minh.does("count-notice", { draft: "notice-1" })).toEqual({ outcome: "none" });
    expect(await minh.does("confirm-notice", { draft: "notice-1", code: "1", typed: "1" })).toEqual({ outcome: "none" });
    expect(await minh.does("drop-notice", { draft: "notice-1" })).toEqual({ outcome: "dropped" });
    expect((await minh.chooses("notice-audiences")).options).toEqual([]);
  });
});
