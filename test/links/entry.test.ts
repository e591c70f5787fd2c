import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countOpenings, createLink, disableLink, refOf, type Link, type LinkTarget } from "../../src/links/index.ts";
import type { Service } from "../../src/service/service.ts";
import { openTestService, Talker } from "../kit/talker.ts";

let service: Service;
let close: () => Promise<void>;
let people = 0;

beforeAll(async () => {
  ({ service, close } = await openTestService());
});
afterAll(() => close());

const somebody = (): Talker => new Talker(service, String(5000 + people++));
const make = (to: LinkTarget, source = "thôn Đông"): Promise<Link> => createLink(service.rooms.links, { to, source, now: Date.now() });
const start = (who: Talker, ref?: string) => who.play(who.event({ kind: "start", ...(ref === undefined ? {} : { ref }) }));
const sourceOf = async (who: Talker) => (await service.contacts.load(who.contact))?.source;
const peopleOf = async (link: Link) => (await countOpenings(service.rooms.links)).get(link._id)?.people ?? 0;

describe("an entry link", () => {
  it.each([
    [{ kind: "flow", id: "ask-question" }, /^ask-question/],
    [{ kind: "club", id: "bong-da" }, /^join-club/],
    [{ kind: "dialogue", id: "doi-thoai-thanh-nien" }, /^register-dialogue/],
    [{ kind: "activity", id: "hien-mau-tinh-nguyen" }, /^activities/],
  ] as [LinkTarget, RegExp][])("opens %j and says where the person came from", async (to, flow) => {
    const link = await make(to);
    const lan = somebody();
    const heard = await start(lan, refOf(link._id));
    if (to.kind === "club") expect(heard).toMatch(/CLB Bóng đá/);
    if (to.kind === "activity") expect(heard).toMatch(/• Tổ chức: Đoàn xã Mẫu/);
    expect(await lan.stands()).toMatch(flow);
    expect(await sourceOf(lan)).toBe(link._id);
    expect(await peopleOf(link)).toBe(1);
  });

  it("counts a person once, keeps the first source, and an event that comes again is nothing new", async () => {
    const [first, second] = [await make({ kind: "flow", id: "menu" }, "chợ"), await make({ kind: "flow", id: "menu" }, "trường")];
    const lan = somebody();
    const event = lan.event({ kind: "start", ref: refOf(first._id) });
    await lan.play(event);
    await lan.play(event);
    await start(lan, refOf(first._id));
    await start(lan, refOf(second._id));
    expect(await sourceOf(lan)).toBe(first._id);
    expect((await countOpenings(service.rooms.links)).get(first._id)).toMatchObject({ people: 1, opens: 2 });
    expect(await peopleOf(second)).toBe(1);
  });

  it("that died before the commit counts once when it is played again", async () => {
    const link = await make({ kind: "flow", id: "menu" });
    const lan = somebody();
    const event = lan.event({ kind: "start", ref: refOf(link._id) });
    const heard = await lan.play(event);
    await service.stores.mongo.collection("contacts").deleteOne({ _id: lan.contact as never });
    expect(await lan.play(event)).toBe(heard);
    expect((await countOpenings(service.rooms.links)).get(link._id)).toMatchObject({ people: 1, opens: 1 });
  });

  it("that is disabled, unknown or hostile is a greeting and counts nobody", async () => {
    const link = await make({ kind: "club", id: "bong-da" });
    await disableLink(service.rooms.links, link._id);
    for (const ref of [refOf(link._id), "l_thon-dong-zzzz", "l_", "l_$where", `l_${"x".repeat(60)}`, "l_<script>", "l_../../x"]) {
      const who = somebody();
      expect(await start(who, ref)).toMatch(/muốn làm gì/);
      expect(await sourceOf(who)).toBeUndefined();
    }
    expect(await peopleOf(link)).toBe(0);
  });

  it("to a club that was dissolved or a flow that was taken away still leads somewhere", async () => {
    const [gone, old] = [await make({ kind: "club", id: "no-such-club" }), await make({ kind: "flow", id: "no-such-flow" })];
    expect(await start(somebody(), refOf(gone._id))).not.toBe("");
    expect(await start(somebody(), refOf(old._id))).toMatch(/muốn làm gì/);
  });
});

describe("a link's word", () => {
  it.each([(link: Link) => link.code, (link: Link) => link.code.toUpperCase(), (link: Link) => `#${link._id}`, (link: Link) => link._id.replaceAll("-", " ")])("typed on its own opens the link (%#)", async (typed) => {
    const link = await make({ kind: "club", id: "bong-da" });
    const lan = somebody();
    await start(lan);
    expect(await lan.say(typed(link))).toMatch(/CLB Bóng đá/);
    expect(await sourceOf(lan)).toBe(link._id);
    expect(await peopleOf(link)).toBe(1);
  });

  it("under a question is an answer, unless it has its mark", async () => {
    const link = await make({ kind: "flow", id: "language" });
    const lan = somebody();
    await lan.say("gửi câu hỏi");
    const stands = await lan.stands();
    await lan.say(link.code);
    expect(await lan.stands()).toMatch(/^ask-question/);
    expect(await peopleOf(link)).toBe(0);
    await lan.say(`#${link.code}`);
    expect(await lan.stands()).toMatch(/^language/);
    expect(stands).toMatch(/^ask-question/);
  });

  it("that names no link is read like any other words", async () => {
    const lan = somebody();
    expect(await lan.say("#k3m7")).not.toBe("");
    expect(await lan.say("k3m7")).not.toBe("");
    expect(await sourceOf(lan)).toBeUndefined();
  });
});

it("whoever deletes their data stays a number", async () => {
  const link = await make({ kind: "flow", id: "delete-my-data" });
  const lan = somebody();
  await start(lan, refOf(link._id));
  await lan.press("XÓA DỮ LIỆU");
  expect(await peopleOf(link)).toBe(1);
  expect(JSON.stringify(await service.rooms.links.openings.find({ link: link._id }).lean())).not.toContain(lan.contact);
});
