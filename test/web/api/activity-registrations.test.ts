import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { grantsOfRoles, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";
import { send, startApi, type ApiClient, type ApiWorld } from "../../kit/console/api-client.ts";
import { resetFixtures } from "../../kit/console/office-fixtures.ts";

/** A program that registers who phones the commune, and takes off who will not come. */
let world: ConsoleWorld;
let api: ApiWorld;
let commune: ApiClient & { secret: string };
let activity: string;
let [phones, waits] = ["", ""];
beforeAll(async () => {
  world = await startConsoleWorld();
  api = await startApi(world);
  await resetFixtures(world);
  [phones, waits] = [await world.chats("Gọi điện"), await world.chats("Chờ chỗ")];
  for (const [id, contact] of [["p-a1", phones], ["p-a2", waits]] as const) await world.rooms.people.people.updateOne({ _id: id }, { $set: { contacts: [contact] } });
  commune = await api.program(grantsOfRoles["commune-secretary"]!);
});
afterAll(async () => {
  await api.stop();
  await world.stop();
});
beforeEach(async () => {
  world.told.length = 0;
  activity = await planned(commune);
});
vi.setConfig({ testTimeout: 30_000 });

async function planned(program: ApiClient, more: object = {}): Promise<string> {
  const { status, body } = await program.call("post", "/activities", { title: "Dọn đường", kind: "volunteering", startsAt: Date.now() + 3_600_000, capacity: 1, ...more });
  expect(status).toBe(201);
  return String(body["id"]);
}
const register = (person: string, { program = commune, to = activity, headers = {} }: { program?: ApiClient; to?: string; headers?: Record<string, string> } = {}) => program.call("post", `/activities/${to}/registrations`, { person }, headers);
const takeOff = (contact: string, { program = commune, from = activity, headers = {} }: { program?: ApiClient; from?: string; headers?: Record<string, string> } = {}) => program.call("post", `/activities/${from}/registrations/remove`, { contact }, headers);
async function registered(): Promise<[contact: string, state: string][]> {
  const { body } = await commune.call("get", `/activities/${activity}/people`);
  return (body["registrations"] as unknown as { contact: string; state: string }[]).map(({ contact, state }) => [contact, state]);
}
const heard = () => world.told.filter((one) => one.key.startsWith("activities:")).map((one) => [one.contact, one.key]);

it("seats who phones, lets the next one wait, and gives the seat on when the first is taken off", async () => {
  expect(await register("p-a1")).toMatchObject({ status: 201, body: { outcome: "seated" } });
  expect(await register("p-a2")).toMatchObject({ status: 201, body: { outcome: "waiting" } });
  expect((await commune.call("get", `/activities/${activity}`)).body).toMatchObject({ seatsLeft: 0, waiting: 1 });
  expect(await registered()).toEqual([[phones, "seated"], [waits, "waiting"]]);
  expect((await takeOff(phones)).status).toBe(204);
  expect(await registered()).toEqual([[waits, "seated"]]);
  expect(heard()).toEqual([[phones, "activities:staff-seated"], [waits, "activities:staff-waiting"], [phones, "activities:taken-off"]]);
  expect(await register("p-a1")).toMatchObject({ status: 201, body: { outcome: "waiting" } });
  const acts = (await world.rooms.audit.entries.find({ "subject.id": activity } as never).lean()).map((one) => [(one as { act: string }).act, (one as { actor: { kind: string } }).actor.kind]);
  expect(acts.filter(([act]) => /registered|taken-off/.test(act!)).sort()).toEqual([...Array.from({ length: 3 }, () => ["activity.registered", "token"]), ["activity.taken-off", "token"]]);
});

it("registers twice as once, by itself and with a key, and takes nobody off twice", async () => {
  const headers = { "idempotency-key": "goi-1" };
  expect(await register("p-a1", { headers })).toMatchObject({ status: 201, body: { outcome: "seated" } });
  const again = await register("p-a1", { headers });
  expect([again.status, again.body["outcome"], again.headers.get("idempotent-replayed")]).toEqual([201, "seated", "true"]);
  expect(await register("p-a1")).toMatchObject({ status: 200, body: { outcome: "already" } });
  const both = await Promise.all([register("p-a2"), register("p-a2")]);
  expect(both.map((one) => one.status).sort()).toEqual([200, 201]);
  expect(await registered()).toEqual([[phones, "seated"], [waits, "waiting"]]);
  expect(heard()).toHaveLength(2);

  const off = { headers: { "idempotency-key": "thoi-1" } };
  expect([(await takeOff(phones, off)).status, (await takeOff(phones, off)).status]).toEqual([204, 204]);
  expect((await takeOff(phones)).status).toBe(404);
  expect(await registered()).toEqual([[waits, "seated"]]);
  expect(heard().filter(([, key]) => key === "activities:taken-off")).toHaveLength(1);
});

it("does not know what is of another commune: neither the activity nor the person", async () => {
  const other = await api.program([{ role: "commune-secretary", unit: "xa-b" }]);
  const theirs = await planned(other);
  await register("p-a1");
  expect((await register("p-b1", { program: other })).status).toBe(404);
  expect((await takeOff(phones, { program: other })).status).toBe(404);
  expect((await register("p-a1", { to: theirs })).status).toBe(404);
  expect((await register("p-b1")).status).toBe(404);
  expect((await register("p-a1", { to: "khong-co" })).status).toBe(404);
  expect(await registered()).toEqual([[phones, "seated"]]);
});

it("needs the rights to write activities and to read people", async () => {
  const grants = grantsOfRoles["commune-secretary"]!;
  const [readers, writers] = [await api.program(grants, ["activities.read", "people.read"]), await api.program(grants, ["activities.write"])];
  await register("p-a1");
  for (const program of [readers, writers]) expect((await register("p-a2", { program })).status).toBe(403);
  expect((await takeOff(phones, { program: readers })).status).toBe(403);
  expect(await registered()).toEqual([[phones, "seated"]]);
  expect((await takeOff(phones, { program: writers })).status).toBe(204);
});

it("says in the caller's language what is wrong", async () => {
  await world.rooms.people.people.updateOne({ _id: "p-b1" }, { $set: { commune: "xa-a", branch: "thon-a1" } });
  const silent = await register("p-b1");
  expect(silent).toMatchObject({ status: 409, body: { type: "urn:cau-noi:person-without-chat" } });
  expect(silent.body["detail"]).toMatch(/Bạn này chưa có chat/);
  expect((await register("p-b1", { headers: { "accept-language": "en" } })).body["detail"]).toMatch(/This person has no chat/);
  await resetFixtures(world, "b1");

  for (const [path, input, field] of [["registrations", {}, "person"], ["registrations", { person: "p-a1", seat: 1 }, "seat"], ["registrations/remove", {}, "contact"], ["registrations/remove", { contact: 7 }, "contact"]] as const) {
    expect(await commune.call("post", `/activities/${activity}/${path}`, input), JSON.stringify(input)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  }
  expect((await commune.call("post", `/activities/${activity}/registrations`)).status).toBe(422);

  await commune.call("post", `/activities/${activity}/cancel`, {});
  expect(await register("p-a1")).toMatchObject({ status: 409, body: { detail: "Hoạt động không còn nhận đăng ký." } });
});

it("stands in the document with what it takes and needs", async () => {
  const { body } = await send(api.url, "get", "/openapi.json");
  const paths = body["paths"] as unknown as Record<string, { post: { operationId: string; description: string; requestBody: { content: Record<string, { schema: object }> }; parameters: { name: string }[] } }>;
  const [add, remove] = [paths["/activities/{id}/registrations"]!.post, paths["/activities/{id}/registrations/remove"]!.post];
  expect([add.operationId, remove.operationId]).toEqual(["registerForActivity", "takeOffActivity"]);
  expect([add, remove].map((one) => one.requestBody.content["application/json"]!.schema)).toMatchObject([{ required: ["person"] }, { required: ["contact"] }]);
  for (const { description, parameters } of [add, remove]) expect([description, parameters.map((one) => one.name)]).toEqual(["Needs the right `activities.write`.", ["id", "Idempotency-Key"]]);
});
