import type { Connection } from "mongoose";
import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import {
  consentModels, consentSubject, endAllConsents, expireConsentProofs, hasGuardianConsent, recordConsent, standingConsents, withdrawConsent, type ConsentModels, type GivenConsent,
} from "../../src/consent/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
const lan = consentSubject("secret", "telegram:bot:Lan");
const minh = consentSubject("secret", "zalo:oa:Minh");
let engines: TestEngines;
let connection: Connection;
let consent: ConsentModels;

beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => void (consent = consentModels((connection = await openDatabase(engines)))));
afterEach(() => connection.close());

const give = (mark: string, fields: Partial<GivenConsent> = {}) =>
  recordConsent(consent, { mark, subject: lan, purpose: "registration", notice: { locale: "vi", text: "Mình giữ tên của bạn." }, channel: "telegram", words: "TÔI ĐỒNG Ý", guardian: false, now, ...fields });

it("keeps a proof once: what was shown, word for word, and what was said", async () => {
  await give("a");
  await give("a", { now: now + 1 });
  const [proof, ...others] = await consent.records.find().lean();
  expect(others).toEqual([]);
  const hash = createHash("sha256").update("Mình giữ tên của bạn.").digest("hex");
  expect(proof).toMatchObject({ purpose: "registration", noticeHash: hash, noticeVersion: hash.slice(0, 12), channel: "telegram", words: "TÔI ĐỒNG Ý", guardian: false, givenAt: now });
  expect(await consent.notices.find().lean()).toEqual([{ _id: hash, locale: "vi", text: "Mình giữ tên của bạn.", firstShownAt: now }]);
});

it("keeps every notice that was ever shown, once, also when many agree at the same time", async () => {
  await Promise.all(Array.from({ length: 10 }, (_, i) => give(`m${i}`, { subject: `s${i}` })));
  await give("b", { notice: { locale: "en", text: "I keep your name." } });
  expect(await consent.notices.countDocuments({})).toBe(2);
  expect(await consent.records.countDocuments({})).toBe(11);
});

it("names nobody, and is found again only with our key", async () => {
  await give("a");
  expect(JSON.stringify(await consent.records.find().lean())).not.toContain("Lan");
  expect(consentSubject("another", "telegram:bot:Lan")).not.toBe(lan);
  expect(await standingConsents(consent, lan)).toHaveLength(1);
});

it("withdraws one purpose of one person; the act played again withdraws again, a later one finds nothing", async () => {
  await give("a");
  await give("b", { purpose: "photos" });
  await give("c", { subject: minh });
  const wish = { subject: lan, purpose: "registration", mark: "w", now: now + 5 };
  expect(await withdrawConsent(consent, wish)).toBe(true);
  expect(await withdrawConsent(consent, wish)).toBe(true);
  expect(await withdrawConsent(consent, { ...wish, mark: "x" })).toBe(false);
  expect(await consent.records.findById("a").lean()).toMatchObject({ withdrawnAt: now + 5, withdrawMark: "w" });
  expect((await standingConsents(consent, lan)).map((one) => one.purpose)).toEqual(["photos"]);
  expect(await standingConsents(consent, minh)).toHaveLength(1);
});

it("knows whether a parent agreed, as long as it stands", async () => {
  await give("a");
  expect(await hasGuardianConsent(consent, lan, "registration")).toBe(false);
  await give("b", { guardian: true });
  expect(await hasGuardianConsent(consent, lan, "registration")).toBe(true);
  expect(await hasGuardianConsent(consent, lan, "photos")).toBe(false);
  await withdrawConsent(consent, { subject: lan, purpose: "registration", mark: "w", now });
  expect(await hasGuardianConsent(consent, lan, "registration")).toBe(false);
});

it("ends everything of somebody who is deleted and drops the proofs when their time is over", async () => {
  await give("a");
  await give("b", { subject: minh });
  await endAllConsents(consent, lan, now);
  await endAllConsents(consent, lan, now + 9);
  expect(await consent.records.findById("a").lean()).toMatchObject({ withdrawnAt: now, erasedAt: now });
  expect(await expireConsentProofs(consent, now)).toBe(0);
  expect(await expireConsentProofs(consent, now + 1)).toBe(1);
  expect(await standingConsents(consent, minh)).toHaveLength(1);
});
