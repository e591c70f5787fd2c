import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConsoleWorld } from "./console-world.ts";

/** One of everything in each of three places: branch thon-a1 and thon-a2 of the commune xa-a, branch thon-b1 of xa-b. */
export const places = [
  { key: "a1", commune: "xa-a", branch: "thon-a1" },
  { key: "a2", commune: "xa-a", branch: "thon-a2" },
  { key: "b1", commune: "xa-b", branch: "thon-b1" },
] as const;
export type PlaceKey = (typeof places)[number]["key"];

const pictureId = (owner: string): string => createHash("sha256").update(owner).digest("hex").slice(0, 32);

/** The id that stands for `:name` in an address of this kind. */
export function idOf(kind: string, key: PlaceKey): string {
  return { person: `p-${key}`, case: `cs-${key}`, club: `clb-${key}`, request: `rq-${key}`, import: `im-${key}`, conversation: `HT-${key.toUpperCase()}`, staff: `st-${key}`, page: encodeURIComponent(`telegram:page-${key}`), unit: places.find((one) => one.key === key)!.branch, dialogue: `dt-${key}`, activity: `hd-${key}`, series: `ch-${key}`, broadcast: `tb-${key}`, audience: `au-${key}`, question: `CH-${key.toUpperCase()}`, post: `post-${key}` }[kind] ?? kind;
}

/** Puts everything as it was at first, whatever was done to it; or only what stands in one place. */
export async function resetFixtures({ rooms, office }: ConsoleWorld, only?: PlaceKey): Promise<void> {
  const at = 1_700_000_000_000;
  // Side by side: the matrix tests put everything back hundreds of times.
  const writes: PromiseLike<unknown>[] = [];
  const put = (model: { replaceOne(filter: object, doc: object, options: object): PromiseLike<unknown> }, doc: { _id: string }): void => void writes.push(model.replaceOne({ _id: doc._id }, doc, { upsert: true }).then(() => undefined));
  for (const { key, commune, branch } of places.filter((place) => !only || place.key === only)) {
    const contact = `telegram:page-${key}:lan`;
    await office.contacts.remove(contact);
    await office.contacts.insertMany([{ _id: contact, version: 1, locale: "vi", session: null, nextAsk: 1, played: [], outbox: [], profile: { name: `Lan ${key}` }, consents: {}, stopped: false, reachable: true, createdAt: at, lastInboundAt: at }]);
    put(rooms.units.units, { _id: branch, kind: "branch", name: `Chi đoàn ${branch}`, label: branch, parent: commune, aliases: [], order: 1, active: true, revision: 1 } as never);
    put(rooms.people.people, { _id: `p-${key}`, commune, branch, name: `Người ${key}`, sortKey: `${key} nguoi`, keys: [`${key} nguoi`], standing: "member", status: "active", history: [], trainings: [], tags: [], contacts: [contact], createdAt: at, createdBy: "t", updatedAt: at, revision: 1 } as never);
    put(rooms.cases.cases, { _id: `cs-${key}`, ref: `HS-${key}`, kind: "admission", state: "received", open: true, commune, branch, data: { name: `Đơn ${key}` }, dueAt: at, steps: [], notes: [], openedAt: at, revision: 1 } as never);
    put(rooms.clubs.clubs, { _id: `clb-${key}`, commune, name: `CLB ${key}`, label: key, kind: "sport", leader: "", schedule: "", place: "", description: "", keywords: [], order: 1, state: "open", admission: "leader", revision: 1 } as never);
    put(rooms.clubs.memberships, { _id: `clb-${key}|${contact}`, club: `clb-${key}`, contact, state: "requested", code: `CLB-${key}`, joinMark: "m", joinedAt: at } as never);
    put(rooms.requests.requests, { _id: `rq-${key}`, ref: `YC-${key}`, kind: "copy", commune, person: `p-${key}`, via: "paper", state: "received", receivedAt: at, replyBy: at, dueAt: at, revision: 1 } as never);
    put(rooms.imports.imports, { _id: `im-${key}`, commune, file: `Tệp ${key}`, signature: key, mapping: ["name"], header: ["Họ và tên"], state: "planned", counts: {}, missing: [], by: "t", at } as never);
    put(rooms.handovers.handovers, { _id: `ho-${key}`, ref: `HT-${key.toUpperCase()}`, contact, commune, reason: `Hỏi ${key}`, urgent: false, state: "waiting", requestedAt: at } as never);
    put(rooms.staff.members, { _id: `st-${key}`, login: `staff-${key}`, name: `Cán bộ ${key}`, password: "none", grants: [{ role: "branch-secretary", unit: branch }], state: "active", locale: "vi", sessionsSince: at, createdAt: at, createdBy: "t", revision: 1 } as never);
    put(office.pages.pages, { _id: `telegram:page-${key}`, channel: "telegram", account: `page-${key}`, unit: commune, name: `Trang ${key}`, state: "stopped", since: at, settings: {}, secrets: {}, revision: 1, createdAt: at, updatedAt: at } as never);
    put(rooms.dialogues.dialogues, { _id: `dt-${key}`, commune, title: `Đối thoại ${key}`, label: key, theme: "", place: "", startsAt: at, capacity: 5, state: "open", revision: 1, seating: { left: 5, waiting: 0, ticket: 0, claims: [] } } as never);
    put(rooms.activities.activities, { _id: `hd-${key}`, commune, units: [branch], club: `clb-${key}`, kind: "meeting", title: `Hoạt động ${key}`, label: key, place: "", description: "", startsAt: at, endsAt: at + 1, registration: true, capacity: 5, state: "open", revision: 1, version: 1, checkInCode: `C${key}`, results: [], photos: [{ media: pictureId(`activity:hd-${key}`), name: "anh.jpg", consent: "Lan", at }], seating: { left: 5, waiting: 0, ticket: 0, claims: [] }, createdBy: "t", createdAt: at } as never);
    put(rooms.activities.series, { _id: `ch-${key}`, commune, template: { title: `Chuỗi ${key}`, label: key, kind: "meeting", place: "", description: "", capacity: 0, registration: true, units: [branch] }, rule: { every: "week", weekday: 1 }, at: "19:30", durationMs: 3_600_000, from: "2026-01-01", until: "2026-01-02", state: "active", createdBy: "t", createdAt: at, version: 1 } as never);
    await rooms.activities.attendance.deleteMany({ activity: `hd-${key}` });
    put(rooms.activities.seats.registrations, { _id: `hd-${key}|telegram:page-${key}:lan`, dialogue: `hd-${key}`, contact: `telegram:page-${key}:lan`, state: "seated", generation: 1, claim: "c", ticket: 1, code: "HD-1", willAsk: false, locale: "vi", joinMark: "m", told: { state: "seated", position: 0 }, registeredAt: at } as never);
    put(rooms.activities.attendance, { _id: `hd-${key}|name:lan`, activity: `hd-${key}`, commune, name: "Lan", how: "list", at } as never);
    put(rooms.broadcasts.broadcasts, { _id: `tb-${key}`, kind: "notice", purpose: "news", state: "draft", commune, branch, club: `clb-${key}`, by: "t", byName: "Tác giả", audience: { units: [branch], court: [commune] }, content: { texts: { vi: `Thông báo ${key}` }, image: pictureId(`notice:tb-${key}`) }, expiresAt: at + 9e12, version: 1, cursor: "", phase: "contacts", chunks: 0, total: 0, round: 0, createdAt: at } as never);
    for (const owner of [`notice:tb-${key}`, `activity:hd-${key}`]) {
      const [id, path] = [pictureId(owner), `${pictureId(owner).slice(0, 2)}/${pictureId(owner)}.jpg`];
      mkdirSync(join(rooms.media.folder, id.slice(0, 2)), { recursive: true });
      writeFileSync(join(rooms.media.folder, path), "picture");
      put(rooms.media.media, { _id: id, contact: owner, event: owner, kind: "image", state: "kept", tries: 0, at, path, type: "image/jpeg", bytes: 7, sha256: "0", name: "anh.jpg" } as never);
    }
    put(rooms.broadcasts.audiences, { _id: `au-${key}`, commune, name: `Nhóm ${key}`, query: { units: [branch] }, by: "t", createdAt: at } as never);
    put(rooms.questions.questions, { _id: `CH-${key.toUpperCase()}`, to: "union", commune, topic: "khac", text: `Câu hỏi ${key}`, state: "received", anonymous: true, public: false, mark: key, askedAt: at } as never);
    put(rooms.units.posts, { _id: `post-${key}`, unit: branch, commune, person: `p-${key}`, title: "branch-secretary", from: "2026-01-01" } as never);
  }
  await Promise.all(writes);
}

/** Everything that belongs to a place, as text: two of these are alike when nothing was changed there. */
export async function stateOf({ rooms, office }: ConsoleWorld, key: PlaceKey): Promise<string> {
  const { branch } = places.find((one) => one.key === key)!;
  const found = await Promise.all([
    rooms.units.units.findById(branch).lean(), rooms.people.people.findById(`p-${key}`).lean(), rooms.cases.cases.findById(`cs-${key}`).lean(), rooms.clubs.clubs.findById(`clb-${key}`).lean(), rooms.clubs.memberships.find({ club: `clb-${key}` }).lean(),
    rooms.requests.requests.findById(`rq-${key}`).lean(), rooms.imports.imports.findById(`im-${key}`).lean(), rooms.handovers.handovers.findById(`ho-${key}`).lean(), rooms.staff.members.findById(`st-${key}`).lean(), office.pages.pages.findById(`telegram:page-${key}`).lean(),
    rooms.dialogues.dialogues.findById(`dt-${key}`).lean(), rooms.questions.questions.findById(`CH-${key.toUpperCase()}`).lean(), rooms.broadcasts.broadcasts.findById(`tb-${key}`).lean(), rooms.activities.activities.findById(`hd-${key}`).lean(), rooms.activities.series.findById(`ch-${key}`).lean(), rooms.activities.attendance.find({ activity: `hd-${key}` }).lean(), rooms.activities.seats.registrations.find({ dialogue: `hd-${key}` }).lean(), rooms.broadcasts.audiences.findById(`au-${key}`).lean(), rooms.units.posts.findById(`post-${key}`).lean(), rooms.people.dues.find({ person: `p-${key}` }).lean(), rooms.clubs.activities.find({ club: `clb-${key}` }).lean(),
    office.contacts.load(`telegram:page-${key}:lan`),
  ]);
  return JSON.stringify(found);
}
