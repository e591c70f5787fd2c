import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SendError } from "../../src/core/send-error.ts";
import { createZaloChannel } from "../../src/channels/zalo/index.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { freePort } from "../kit/free-port.ts";
import { startZaloPlatform, type ZaloPlatform } from "../kit/platforms/zalo.ts";
import { until } from "../kit/until.ts";
import { page, tokenWorld } from "./zalo-token-world.ts";

let engines: TestEngines;
let platform: ZaloPlatform;
let world: ReturnType<typeof tokenWorld>;
beforeAll(async () => void (engines = await startEngines({ redis: true })));
afterAll(() => engines.stop());
beforeEach(async () => {
  platform = await startZaloPlatform();
  world = tokenWorld(engines.redisUrl, platform);
});
afterEach(async () => {
  world.close();
  expect(platform.violations).toEqual([]);
  await platform.stop();
});

const hours = 3_600_000;
const failure = async (work: Promise<unknown>): Promise<SendError> => {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
};
const stale = () => platform.settings.token;

describe("an OA's tokens", () => {
  it("are used as they are while they live, and without a refresh token until they are refused", async () => {
    const keeper = world.keeper();
    expect(await keeper.current(page)).toBe(stale());
    world.shelf.kept.set("zalo:2", { accessToken: "alone" });
    expect(await keeper.current("zalo:2")).toBe("alone");
    expect((await failure(keeper.refreshed("zalo:2", "alone"))).platformCode).toBe("no-refresh-token");
    expect((await failure(keeper.current("zalo:3"))).platformCode).toBe("no-tokens");
    expect(platform.state.refreshRequests).toBe(0);
  });

  it("are replaced once for 50 sends of two processes that meet the end together, and no send is lost", async () => {
    platform.state.expireAccess();
    world.clock.offset = 21 * hours;
    const channels = [world.keeper(), world.keeper()].map((keeper) =>
      createZaloChannel({ ...platform.settings, apiUrl: platform.url, accessToken: () => keeper.current(page), refreshed: (old) => keeper.refreshed(page, old) }));
    const sends = Array.from({ length: 50 }, async (_, index) => {
      const channel = channels[index % 2]!;
      for (const call of channel.render({ id: `m${index}`, to: `${page}:${1000 + index}`, text: `tin ${index}`, urgency: "reply" })) await channel.send(call);
    });
    await Promise.all(sends);
    expect(platform.state.refreshRequests).toBe(1);
    expect(new Set(platform.messages.map((message) => message.text)).size).toBe(50);
    expect(world.shelf.kept.get(page)).toEqual({ accessToken: platform.state.tokens.access, refreshToken: platform.state.tokens.refresh, expiresAt: expect.any(Number) as number });
    expect(world.shelf.kept.get(page)!.expiresAt! - Date.now() - world.clock.offset).toBeGreaterThan(24.9 * hours); // "90000" seconds
  });

  it("are stored before anybody uses them", async () => {
    const keeper = world.keeper();
    world.shelf.away = 2;
    const token = await keeper.refreshed(page, stale());
    expect(world.shelf.kept.get(page)!.accessToken).toBe(token);
    expect([world.shelf.saves, platform.state.refreshes, world.alerts]).toEqual([3, 1, []]);
  });

  it("wait in memory for a store that is away for long; nobody refreshes with the spent token meanwhile", async () => {
    const [keeper, other] = [world.keeper({ lockMs: 1_000 }), world.keeper({ lockMs: 1_000 })];
    world.shelf.away = Infinity;
    expect(await failure(keeper.refreshed(page, stale()))).toMatchObject({ code: "throttled", platformCode: "token-not-stored" });
    expect(await failure(other.refreshed(page, stale()))).toMatchObject({ code: "throttled", platformCode: "token-refresh-in-doubt" });
    expect(world.alerts.map((alert) => alert.reason)).toEqual(["not-stored"]);
    world.shelf.away = 0;
    const token = await keeper.refreshed(page, stale());
    expect([token, await other.refreshed(page, stale())]).toEqual([platform.state.tokens.access, platform.state.tokens.access]);
    expect(platform.state.refreshRequests).toBe(1);
  });

  it("leave a newer consent alone", async () => {
    const keeper = world.keeper();
    const { save } = world.shelf;
    const consented = { accessToken: "consented", refreshToken: "theirs", expiresAt: Date.now() + 25 * hours };
    const racing = world.keeper({ save: async (...pair) => (world.shelf.kept.set(page, consented), save(...pair)) });
    expect(await racing.refreshed(page, stale())).toBe("consented");
    expect(await keeper.refreshed(page, stale())).toBe("consented");
    expect(world.shelf.kept.get(page)).toEqual(consented);
  });
});

describe("a refused refresh", () => {
  it("is told once and never tried again, until new tokens are there", async () => {
    platform.state.tokens.grantDead = true;
    const keepers = [world.keeper(), world.keeper()];
    const errors = await Promise.all(Array.from({ length: 40 }, (_, index) => failure(keepers[index % 2]!.refreshed(page, stale()))));
    for (const error of errors) expect(error).toMatchObject({ code: "token", platformCode: "needs-consent" });
    await keepers[0]!.refreshDue();
    expect([platform.state.refreshRequests, world.alerts]).toEqual([1, [{ page, reason: "refused", code: "Invalid refresh token", sentence: expect.stringMatching(/zalo connect/) as string }]]);

    platform.state.tokens.grantDead = false;
    world.shelf.kept.set(page, { accessToken: platform.state.tokens.access, refreshToken: platform.state.tokens.refresh, expiresAt: Date.now() + 25 * hours });
    platform.state.tokens.refresh = "another";
    world.shelf.kept.set(page, { ...world.shelf.kept.get(page)!, refreshToken: "another" });
    expect(await keepers[1]!.refreshed(page, stale())).toBe(platform.state.tokens.access);
    expect(platform.state.refreshes).toBe(1);
  });

  it.each([
    ["an error name with HTTP 200", { status: 200, body: { error_name: "Invalid refresh token." } }],
    ["a number", { status: 200, body: { error: -14014, message: "x" } }],
    ["HTTP 400", { status: 400, body: { error_name: "x" } }],
    ["one token of two beside an error", { status: 200, body: { access_token: "a", error_name: "x" } }],
  ])("is known by %s", async (_, answer) => {
    platform.state.oauthAnswers.push(answer);
    expect(await failure(world.keeper().refreshed(page, stale()))).toMatchObject({ code: "token", platformCode: "needs-consent" });
    expect(world.alerts).toHaveLength(1);
  });
});

describe("a refresh without an answer", () => {
  it.each([[{ status: 502, body: "<html>" }], [{ status: 200, body: {} }], [{ status: 200, body: { access_token: "alone" } }]])("like %j is tried once more after the lock's time, then given up and told", async (answer) => {
    platform.state.oauthAnswers.push(answer, answer, answer);
    const keepers = [world.keeper({ lockMs: 250 }), world.keeper({ lockMs: 250 })];
    const first = await failure(keepers[0]!.refreshed(page, stale()));
    expect(first).toMatchObject({ code: "throttled", platformCode: "token-refresh-in-doubt" });
    expect((await failure(keepers[1]!.refreshed(page, stale()))).retryAfterMs).toBeLessThanOrEqual(250);
    expect([platform.state.refreshRequests, world.alerts]).toEqual([1, []]);
    await until("it is given up", async () => (await failure(keepers[1]!.refreshed(page, stale()))).code === "token");
    expect(await failure(keepers[0]!.refreshed(page, stale()))).toMatchObject({ code: "token", platformCode: "needs-consent" });
    expect([platform.state.refreshRequests, world.alerts.map((alert) => alert.reason)]).toEqual([2, ["unknown-outcome"]]);
  });

  it("succeeds at the second try when the first was lost on its way in", async () => {
    platform.state.oauthAnswers.push({ status: 503, body: "" });
    const keeper = world.keeper({ lockMs: 250 });
    await failure(keeper.refreshed(page, stale()));
    const token = await until("the second try", () => keeper.refreshed(page, stale()).catch(() => undefined));
    expect([token, world.alerts]).toEqual([platform.state.tokens.access, []]);
  });

  it("costs nothing when OAuth cannot be reached at all", async () => {
    const keeper = world.keeper({ oauthUrl: `http://127.0.0.1:${await freePort()}` });
    expect(await failure(keeper.refreshed(page, stale()))).toMatchObject({ code: "throttled", platformCode: "oauth-unreachable" });
    expect(world.alerts).toEqual([]); // the access token still lives
    world.clock.offset = 21 * hours;
    await failure(keeper.current(page));
    await failure(keeper.current(page));
    expect(world.alerts.map((alert) => alert.reason)).toEqual(["unreachable"]);
    expect(await world.keeper().refreshed(page, stale())).toBe(platform.state.tokens.access);
  });
});

describe("the lock", () => {
  it("of a process that died is waited for, then taken", async () => {
    const keeper = world.keeper();
    await world.redis().set(`${world.prefix}zalo-token-lock:${page}`, "dead", "PX", 600);
    const begun = Date.now();
    expect(await keeper.refreshed(page, stale())).toBe(platform.state.tokens.access);
    expect(Date.now() - begun).toBeGreaterThan(300);
  });

  it("is not needed by those who find a new token while they wait", async () => {
    const keeper = world.keeper();
    await world.redis().set(`${world.prefix}zalo-token-lock:${page}`, "somebody", "PX", 60_000);
    const waiting = keeper.refreshed(page, stale());
    world.shelf.kept.set(page, { accessToken: "new", refreshToken: "r" });
    expect(await waiting).toBe("new");
    expect(platform.state.refreshRequests).toBe(0);
    expect(await world.redis().get(`${world.prefix}zalo-token-lock:${page}`)).toBe("somebody");
  });
});

describe("the early refresh", () => {
  it("takes what has less than six hours left or an unknown end, and nothing else", async () => {
    const keeper = world.keeper();
    const { shelf } = world;
    await keeper.refreshDue();
    expect(platform.state.refreshes).toBe(0);
    shelf.kept.set("zalo:broken", { accessToken: "x", refreshToken: "wrong", expiresAt: Date.now() });
    shelf.kept.set("zalo:alone", { accessToken: "x", expiresAt: Date.now() });
    const { expiresAt: _, ...endless } = shelf.kept.get(page)!;
    shelf.kept.delete(page);
    shelf.kept.set(page, endless);
    await keeper.refreshDue();
    expect([platform.state.refreshes, world.alerts.map((alert) => alert.page)]).toEqual([1, ["zalo:broken"]]);
    world.clock.offset = 18 * hours;
    await keeper.refreshDue();
    expect(platform.state.refreshes).toBe(1);
    world.clock.offset = 19.1 * hours;
    await Promise.all([keeper.refreshDue(), world.keeper().refreshDue()]);
    expect(platform.state.refreshes).toBe(2);
  });

  it("does not silence an account whose token still lives when it fails", async () => {
    const keeper = world.keeper();
    platform.state.tokens.grantDead = true;
    world.clock.offset = 19 * hours;
    await keeper.refreshDue();
    expect(world.alerts).toHaveLength(1);
    expect(await keeper.current(page)).toBe(stale());
  });
});

it("no token stands in Redis, in an alert or in an error", async () => {
  const keeper = world.keeper({ lockMs: 250 });
  platform.state.oauthAnswers.push({ status: 200, body: { error_name: `no ${platform.settings.refreshToken} ${"x".repeat(80)}` } });
  const error = await failure(keeper.refreshed(page, stale()));
  const keys = await world.redis().keys(`${world.prefix}*`);
  const values = await Promise.all(keys.map((key) => world.redis().get(key)));
  expect(keys.length).toBeGreaterThan(1);
  expect(JSON.stringify([keys, values, world.alerts, error.message, error.platformCode])).not.toMatch(/zalo-refresh-token|zalo-access-token/);
});
