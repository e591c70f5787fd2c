import type { Connection } from "mongoose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { countOpenings, createLink, disableLink, forgetOpenings, linkBy, linkModels, listLinks, openLink, refOf, slugInRef, typedLinkName, type LinkModels } from "../../src/links/index.ts";
import { newLinkName } from "../../src/links/link-names.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
const [lan, minh] = ["telegram:bot:Lan", "zalo:oa:Minh"];
const to = { kind: "club", id: "bong-da" } as const;
let engines: TestEngines;
let connection: Connection;
let models: LinkModels;

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => {
  connection = await openDatabase(engines);
  models = linkModels(connection);
  await models.links.createIndexes();
  await models.openings.createIndexes();
});
afterEach(() => connection.close());

const make = (source = "thôn Đông") => createLink(models, { to, source, now });
const open = (name: string, contact: string, mark: string) => openLink(models, { name, contact, mark });
const counts = async (slug: string) => (await countOpenings(models)).get(slug);

describe("a link's name", () => {
  it.each([
    ["thôn Đông", /^thon-dong-/],
    ["  Nhà văn hóa thôn Đông Thượng, cạnh trạm y tế ", /^nha-van-hoa-/],
    ["NguyễnTrườngTộLàMộtTênRấtDài", /^nguyentruongtol-/],
    ["🙂 !!! <b>", /^b-/],
    ["🙂", /^link-/],
  ])("of %s is readable and fits everywhere", (source, begins) => {
    for (let i = 0; i < 200; i++) {
      const { slug, code } = newLinkName(source);
      expect(slug).toMatch(begins);
      expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(slug.length).toBeLessThanOrEqual(20);
      expect(slug.endsWith(`-${code}`)).toBe(true);
      expect(code).toMatch(/^[chkmnpt](?=.*\d)[chkmnpt2-9]{3}$/);
      expect(refOf(slug)).toMatch(/^[\w-]{1,64}$/);
      expect(slugInRef(refOf(slug))).toBe(slug);
      expect(typedLinkName(code)).toEqual({ name: code, marked: false });
    }
  });

  it.each([
    ["k3m7", "k3m7", false], [" K3M7 ", "k3m7", false], ["#K3m7", "k3m7", true], ["# k3m7", "k3m7", true],
    ["#thon-dong-k3m7", "thon-dong-k3m7", true], ["thôn đông k3m7", "thon-dong-k3m7", false], ["Thôn-Đông-K3M7", "thon-dong-k3m7", false],
  ])("is read from what people type: %s", (typed, name, marked) => expect(typedLinkName(typed)).toEqual({ name, marked }));

  it.each(["9h45", "menu", "chao", "hhhh", "2345", "k3m", "k3m77", "#c:1:0", "#f:menu", "k3m7!", "l_thon-dong-k3m7", "", "#", "k3m7".repeat(400), "em tên là Lan ở thôn Đông Thượng k3m7"])("is not seen in %s", (typed) => expect(typedLinkName(typed)).toBeUndefined());
  it.each(["l_", "l_x", "l_Thon-Dong-k3m7", "l_../../etc", "l_thon-dong-k3m7-and-much-more", "x_thon-dong-k3m7", "l_thon dong", "l_$ne"])("is not seen in the payload %s", (ref) => expect(slugInRef(ref)).toBeUndefined());
});

describe("create-link", () => {
  it("takes another name where one is taken, by slug or by code alone", async () => {
    const names = [{ slug: "a-k3m7", code: "k3m7" }, { slug: "b-k3m7", code: "k3m7" }, { slug: "b-k4m7", code: "k4m7" }];
    const name = () => names.shift()!;
    expect((await createLink(models, { to, source: "a", now }, name))._id).toBe("a-k3m7");
    expect((await createLink(models, { to, source: "b", unit: "thon-dong", now: now + 1 }, name))._id).toBe("b-k4m7");
    expect(await linkBy(models, "k4m7")).toEqual({ _id: "b-k4m7", code: "k4m7", to, source: "b", unit: "thon-dong", createdAt: now + 1 });
    expect((await listLinks(models)).map((one) => one._id)).toEqual(["b-k4m7", "a-k3m7"]);
  });
});

describe("open-link", () => {
  it("counts people once, their taps each, and an act played again not at all", async () => {
    const { _id: slug, code } = await make();
    expect(await open(slug, lan, "a")).toMatchObject({ _id: slug, to, source: "thôn Đông" });
    await open(slug, lan, "a");
    await open(code, lan, "b");
    await open(code, minh, "c");
    expect(await counts(slug)).toEqual({ people: 2, opens: 3, byChannel: { telegram: { people: 1, opens: 2 }, zalo: { people: 1, opens: 1 } } });
  });

  it("counts one person of many acts at once, and many people of one moment each", async () => {
    const { _id: slug } = await make();
    await Promise.all(Array.from({ length: 20 }, () => open(slug, lan, "same")));
    await Promise.all(Array.from({ length: 20 }, (_, i) => open(slug, `zalo:oa:${i}`, "m")));
    expect(await counts(slug)).toMatchObject({ people: 21, opens: 21 });
  });

  it("keeps links apart", async () => {
    const [a, b] = [await make("a"), await make("b")];
    await open(a._id, lan, "a");
    await open(b._id, lan, "b");
    expect([await counts(a._id), await counts(b._id)]).toMatchObject([{ people: 1 }, { people: 1 }]);
  });

  it("knows nothing of links that are not there or disabled, and counts nobody", async () => {
    const { _id: slug } = await make();
    await open(slug, lan, "a");
    expect(await disableLink(models, slug)).toBe(true);
    expect(await open(slug, minh, "b")).toBeUndefined();
    expect(await open("thon-dong-zzzz", minh, "c")).toBeUndefined();
    expect(await disableLink(models, "thon-dong-zzzz")).toBe(false);
    expect(await counts(slug)).toMatchObject({ people: 1, opens: 1 });
  });
});

describe("forget-openings", () => {
  it("leaves the counts and no trace of the person, also when it died half-way", async () => {
    const [a, b] = [await make("a"), await make("b")];
    for (const { _id } of [a, b]) await open(_id, lan, "x");
    await open(a._id, lan, "y");
    await open(a._id, minh, "z");
    // A life that wrote down the copy's id, made one copy and died.
    await models.openings.updateMany({ contact: lan }, { $set: { nameless: "half-way" } });
    await models.openings.create({ _id: `${a._id}~half-way`, link: a._id, channel: "telegram", opens: 2 });
    for (let again = 0; again < 2; again++) await forgetOpenings(models, lan);
    expect(await counts(a._id)).toEqual({ people: 2, opens: 3, byChannel: { telegram: { people: 1, opens: 2 }, zalo: { people: 1, opens: 1 } } });
    expect(await counts(b._id)).toMatchObject({ people: 1, opens: 1 });
    expect(JSON.stringify(await models.openings.find().lean())).not.toContain("Lan");
    await open(a._id, lan, "back");
    expect(await counts(a._id)).toMatchObject({ people: 3 });
  });
});
