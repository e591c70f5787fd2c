import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ConsoleBrowser } from "../../kit/console/console-browser.ts";
import { grantsOfRoles, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";
import { idOf, resetFixtures, stateOf, type PlaceKey } from "../../kit/console/office-fixtures.ts";
import { consoleRoutes } from "../../../src/web/console/routes.ts";

/**
 * Every address of the console × every role × one's own branch (a1), another branch of one's commune (a2), another commune (b1). A letter
 * is a role that is let in: O owner, P provincial viewer, S commune secretary, F officer, B branch secretary, D dialogue
 * organiser, L club leader. One column: an address without a place. "*": whoever is signed in. "-": also who is not.
 */
const letters: Record<string, string> = { owner: "O", "provincial-viewer": "P", "commune-secretary": "S", officer: "F", "branch-secretary": "B", "dialogue-organiser": "D", "club-leader": "L" };
const table: Record<string, string | readonly [kind: string, a1: string, a2: string, b1: string]> = {
  "get /sign-in": "-", "post /sign-in": "-", "get /sign-in/code": "-", "post /sign-in/code": "-", "post /sign-in/link": "-", "get /link/:secret": "-", "post /link/:secret": "-", "post /sign-out": "-", "get /enter/:secret": "-", "post /enter/:secret": "-",
  "get /account": "*", "post /account/locale": "*", "post /account/password": "*", "post /account/sessions": "*", "post /account/totp": "*", "post /account/totp/confirm": "*", "post /account/totp/drop": "*", "post /account/chat": "*", "post /account/chat/unlink": "*",
  "get ": "*",
  "get /conversations": "OSFD",
  "get /conversations/:ref": ["conversation", "OSFD", "OSFD", "O"],
  "post /conversations/:ref/answer": ["conversation", "OSFD", "OSFD", "O"],
  "post /conversations/:ref/close": ["conversation", "OSFD", "OSFD", "O"],
  "get /people": "OSFB", "post /people": "OSFB", "get /people/new": "OSFB", "get /people/export": "OS", "post /people/move": "OSFB", "post /people/views": "OSFB", "post /people/views/:view/delete": "OSFB",
  "get /people/:id": ["person", "OSFB", "OSF", "O"],
  "post /people/:id": ["person", "OSFB", "OSF", "O"],
  "get /people/:id/edit": ["person", "OSFB", "OSF", "O"],
  "post /people/:id/status": ["person", "OSFB", "OSF", "O"],
  "post /people/:id/dues": ["person", "OSFB", "OSF", "O"],
  "post /people/:id/dues/remove": ["person", "OSFB", "OSF", "O"],
  "post /people/:id/trainings": ["person", "OSFB", "OSF", "O"],
  "post /people/:id/trainings/remove": ["person", "OSFB", "OSF", "O"],
  "post /people/:id/delete": ["person", "OS", "OS", "O"],
  "get /cases": "OSFB", "post /cases": "OSFB", "get /cases/new": "OSFB", "get /cases/owing": "OSFB", "get /cases/export": "OS",
  "get /cases/:id": ["case", "OSFB", "OSF", "O"],
  "post /cases/:id/steps": ["case", "OSFB", "OSF", "O"],
  "post /cases/:id/owner": ["case", "OSFB", "OSF", "O"],
  "post /cases/:id/notes": ["case", "OSFB", "OSF", "O"],
  "get /broadcasts": "OSFBDL", "post /broadcasts": "OSFBDL", "get /broadcasts/new": "OSFBDL", "get /broadcasts/settings": "OSFBDL", "post /broadcasts/settings": "OS", "post /broadcasts/audiences/:id/delete": ["audience", "OSFD", "OSFD", "O"],
  "get /broadcasts/:id": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id": ["broadcast", "OSFBDL", "OSFD", "O"],
  "get /broadcasts/:id/edit": ["broadcast", "OSFBDL", "OSFD", "O"],
  "get /broadcasts/:id/people": ["broadcast", "OSFBDL", "OSFD", "O"],
  "get /broadcasts/:id/plan": ["broadcast", "OSFBDL", "OSFD", "O"],
  "get /broadcasts/:id/unheard": ["broadcast", "OSFBDL", "OSFD", "O"],
  "get /broadcasts/:id/unheard/export": ["broadcast", "OS", "OS", "O"],
  "post /broadcasts/:id/count": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/test": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/rehearse": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/send": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/send-back": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/unschedule": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/pause": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/end-repeat": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/resume": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/cancel": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/retry": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/withdraw": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/skip": ["broadcast", "OSFBDL", "OSFD", "O"],
  "post /broadcasts/:id/delete": ["broadcast", "OSFBDL", "OSFD", "O"],
  "get /broadcasts/:id/replies": ["broadcast", "OSFD", "OSFD", "O"],
  "post /broadcasts/:id/approve": ["broadcast", "OS", "OS", "O"],
  "get /activities": "OPSFBDL", "post /activities": "OSFBL", "get /activities/new": "OSFBL", "get /activities/series": "OSFBL", "post /activities/series": "OSFBL", "get /activities/series/:id": ["series", "OSFB", "OSF", "O"], "post /activities/series/:id": ["series", "OSFB", "OSF", "O"], "post /activities/series/:id/end": ["series", "OSFB", "OSF", "O"],
  "get /activities/:id": ["activity", "OPSFBDL", "OPSFD", "OP"],
  "post /activities/:id": ["activity", "OSFBL", "OSF", "O"],
  "get /activities/:id/edit": ["activity", "OSFBL", "OSF", "O"],
  "get /activities/:id/link": ["activity", "OSFBL", "OSF", "O"], "post /activities/:id/link": ["activity", "OSFBL", "OSF", "O"], "get /activities/:id/link/poster": ["activity", "OSFBL", "OSF", "O"],
  "get /activities/:id/partners": ["activity", "OSFBL", "OSF", "O"], "post /activities/:id/partners": ["activity", "OSFBL", "OSF", "O"], "post /activities/:id/partners/remove": ["activity", "OSFBL", "OSF", "O"], "post /activities/:id/answer": ["activity", "OSFBL", "OSF", "O"],
  "get /activities/:id/poster": ["activity", "OSFBL", "OSF", "O"],
  "get /activities/:id/certificates": ["activity", "OSFBL", "OSF", "O"],
  "post /activities/:id/publish": ["activity", "OSFBL", "OSF", "O"],
  "post /activities/:id/cancel": ["activity", "OSFBL", "OSF", "O"],
  "post /activities/:id/minutes": ["activity", "OSFBL", "OSF", "O"],
  "get /activities/:id/people": ["activity", "OSFBL", "OSF", "O"],
  "post /activities/:id/registrations": ["activity", "OSFB", "OSF", "O"],
  "post /activities/:id/registrations/remove": ["activity", "OSFBL", "OSF", "O"],
  "get /activities/:id/minutes": ["activity", "OSFBL", "OSF", "O"],
  "post /activities/:id/attendance": ["activity", "OSFBL", "OSF", "O"],
  "post /activities/:id/attendance/undo": ["activity", "OSFBL", "OSF", "O"],
  "post /activities/:id/log": ["activity", "OSFBL", "OSF", "O"],
  "get /broadcasts/:id/image": ["broadcast", "OSFBDL", "OSFD", "O"], "post /broadcasts/:id/image": ["broadcast", "OSFBDL", "OSFD", "O"], "post /broadcasts/:id/image/remove": ["broadcast", "OSFBDL", "OSFD", "O"],
  "get /activities/:id/photo": ["activity", "OSFBL", "OSF", "O"], "post /activities/:id/photos": ["activity", "OSFBL", "OSF", "O"], "post /activities/:id/photos/remove": ["activity", "OSFBL", "OSF", "O"],
  "get /clubs": "OPSFBL", "post /clubs": "OSF", "get /clubs/new": "OSF", "get /clubs/export": "OS",
  "get /clubs/:id": ["club", "OPSFBL", "OPSFB", "OP"],
  "post /clubs/:id": ["club", "OSF", "OSF", "O"],
  "get /clubs/:id/edit": ["club", "OSF", "OSF", "O"],
  "get /clubs/:id/export": ["club", "OS", "OS", "O"],
  "post /clubs/:id/accept": ["club", "OSFL", "OSF", "O"],
  "post /clubs/:id/refuse": ["club", "OSFL", "OSF", "O"],
  "post /clubs/:id/remove": ["club", "OSFL", "OSF", "O"],
  "post /clubs/:id/activities": ["club", "OSFL", "OSF", "O"],
  "post /clubs/:id/dissolve": ["club", "OSF", "OSF", "O"],
  "post /clubs/:id/reopen": ["club", "OSF", "OSF", "O"],
  "get /units": "OPSFBD", "post /units": "OS", "get /units/new": "OS", "get /units/merge": "OS", "post /units/merge": "OS", "get /units/export": "OS",
  "get /units/:id": ["unit", "OPSFBD", "OPSFD", "OP"],
  "post /units/:id/rename": ["unit", "OS", "OS", "O"],
  "post /units/:id/aliases": ["unit", "OS", "OS", "O"],
  "post /units/:id/split": ["unit", "OS", "OS", "O"],
  "post /units/:id/move": ["unit", "OS", "OS", "O"],
  "post /units/:id/dissolve": ["unit", "OS", "OS", "O"],
  "post /units/:id/posts": ["unit", "OS", "OS", "O"],
  "post /units/:id/posts/:post/end": ["post", "OS", "OS", "O"],
  "get /privacy": "OSF", "get /privacy/export": "OS", "post /privacy": "OS", "post /privacy/platform/:code": "O",
  "get /privacy/:id": ["request", "OSF", "OSF", "O"],
  "get /privacy/:id/copy": ["request", "OS", "OS", "O"],
  "post /privacy/:id/reply": ["request", "OS", "OS", "O"],
  "post /privacy/:id/extend": ["request", "OS", "OS", "O"],
  "post /privacy/:id/close": ["request", "OS", "OS", "O"],
  "get /imports": "OSF", "post /imports": "OSF",
  "get /imports/:id": ["import", "OSF", "OSF", "O"],
  "get /imports/:id/export": ["import", "OSF", "OSF", "O"],
  "post /imports/:id/columns": ["import", "OSF", "OSF", "O"],
  "post /imports/:id/decide": ["import", "OSF", "OSF", "O"],
  "post /imports/:id/apply": ["import", "OSF", "OSF", "O"],
  "post /imports/:id/undo": ["import", "OSF", "OSF", "O"],
  "get /pages": "OPSF",
  "post /pages/:id/resume": ["page", "OS", "OS", "O"],
  "post /pages/:id/seen": ["page", "OS", "OS", "O"],
  "post /pages/:id/unit": ["page", "OS", "OS", "O"],
  "get /staff": "OS", "get /staff/export": "OS", "post /staff": "OS", "get /staff/new": "OS",
  "get /staff/:id": ["staff", "OS", "OS", "O"],
  "post /staff/:id/roles": ["staff", "OS", "OS", "O"],
  "post /staff/:id/link": ["staff", "OS", "OS", "O"],
  "post /staff/:id/on": ["staff", "OS", "OS", "O"],
  "post /staff/:id/off": ["staff", "OS", "OS", "O"],
  "get /audit": "OS", "get /audit/export": "OS",
  "get /settings": "O", "post /settings/tokens": "O", "post /settings/tokens/:id/revoke": "O", "post /settings/hooks": "O", "post /settings/hooks/:id/on": "O", "post /settings/hooks/:id/off": "O", "post /settings/hooks/:id/delete": "O",
};

/** What a form would send; enough to get past its own checks, so that a refusal is one of rights. */
const formOf = (key: PlaceKey): Record<string, string> => ({
  contact: `telegram:page-${key}:lan`, kind: "annual", to: "awareness", status: "deferred", month: "2026-03", amount: "2000", training: "Lớp bồi dưỡng", name: `Tên mới ${key}`, names: "Chi đoàn một\nChi đoàn hai", aliases: "tên cũ", parent: key === "b1" ? "xa-b" : "xa-a", answer: "Chào bạn", remark: "ghi chú",
  row: `hd-${key}|name:lan`, activity: "Dọn rác", on: "2026-03-01", from: "2026-03-01", who: `/people/p-${key}`, title: "committee", outcome: "done", why: "cần thêm giấy", column: "name", unit: key === "b1" ? "xa-b" : "xa-a", grant: `branch-secretary|thon-${key}|`, role: "officer", owner: "", at: "0", person: `p-${key}`,
});

let world: ConsoleWorld;
const browsers = new Map<string, ConsoleBrowser>();
const tokens = new Map<string, string>();
beforeAll(async () => {
  world = await startConsoleWorld();
  await resetFixtures(world);
  for (const [role, grants] of Object.entries(grantsOfRoles)) {
    await world.staff(role, role === "club-leader" ? [{ role: "club-leader", unit: "xa-a", club: "clb-a1" }] : grants);
    browsers.set(role, await world.browse(role));
    tokens.set(role, await browsers.get(role)!.token("/console/account"));
  }
});
afterAll(() => world.stop());
vi.setConfig({ testTimeout: 120_000 });

it("names every address there is, and none that is not", () => {
  expect(Object.keys(table).sort()).toEqual(consoleRoutes.map(({ method, path }) => `${method} ${path}`).sort());
});

it("lets nobody in who is not signed in", async () => {
  const stranger = await world.browse();
  const token = await stranger.token();
  for (const [route, who] of Object.entries(table)) {
    if (who === "-") continue;
    const [method, path] = route.split(" ") as [string, string];
    const address = `/console${path.replace(/:\w+/g, "x")}`;
    const answer = method === "get" ? await stranger.get(address, { follow: false }) : await stranger.post(address, {}, { token });
    expect([answer.status, answer.to], route).toEqual([303, "/console/sign-in"]);
  }
});

it("lets a partner who said yes to its own people, and to nothing else of the activity", async () => {
  await resetFixtures(world);
  await world.rooms.activities.activities.updateOne({ _id: "hd-b1" }, { $set: { units: ["thon-b1", "xa-a"], partners: [{ unit: "xa-a", state: "accepted", by: "t", at: 1 }] } });
  const [before, browser, token] = [await stateOf(world, "b1"), browsers.get("commune-secretary")!, tokens.get("commune-secretary")!];
  const post = async (path: string, form: Record<string, string>) => (await browser.post(`/console/activities/hd-b1/${path}`, form, { token })).status;
  const list = await browser.get("/console/activities/hd-b1/people");
  expect([list.status, list.html.includes("Người a1"), list.html.includes("Người b1")]).toEqual([200, true, false]);
  expect([await post("registrations", { person: "p-a1" }), await post("registrations", { person: "p-b1" }), await post("registrations/remove", { contact: "telegram:page-b1:lan" })]).toEqual([409, 404, 404]);
  for (const [route, who] of Object.entries(table)) {
    const path = /^post \/activities\/:id\/(publish|cancel|minutes|partners|partners\/remove|log|photos\/remove)$/.exec(route)?.[1];
    if (who !== "-" && path) expect(await post(path, formOf("b1")), route).toBe(404);
  }
  expect(await stateOf(world, "b1")).toBe(before);
});

const signedOut = ["post /account/sessions", "post /account/password", "post /account/totp", "post /account/totp/confirm"];

describe.each(Object.keys(grantsOfRoles))("%s", (role) => {
  it("gets where the table says and nowhere else, and changes nothing where not", async () => {
    const browser = browsers.get(role)!;
    const found: string[] = [];
    // What has to be put back before the next look: all of it after an act without a place.
    let touched: PlaceKey | "all" | undefined = "all";
    // As it was put back: asked for once until something is changed, and once more when that is about to be.
    const states = new Map<PlaceKey, string>();
    const refusals = new Map<PlaceKey, string[]>();
    const checkUnchanged = async (): Promise<void> => {
      for (const [key, routes] of refusals) if ((await stateOf(world, key)) !== states.get(key)) found.push(`one of these changed something at ${key}: ${routes.join(", ")}`);
      refusals.clear();
    };
    for (const [route, who] of Object.entries(table)) {
      if (who === "-" || signedOut.includes(route)) continue;
      const [method, path] = route.split(" ") as ["get" | "post", string];
      for (const [column, key] of (["a1", "a2", "b1"] as const).entries()) {
        if (typeof who === "string" && column > 0) break;
        const allowed = typeof who === "string" ? who === "*" || who.includes(letters[role]!) : who[column + 1]!.includes(letters[role]!);
        if (touched) {
          await resetFixtures(world, touched === "all" ? undefined : touched);
          states.clear();
        }
        if (!allowed && !states.has(key)) states.set(key, await stateOf(world, key));
        if (allowed && method === "post") await checkUnchanged();
        const address = `/console${path.replace(":post", idOf("post", key)).replace(/:(\w+)/g, (_, name: string) => (name === "id" || name === "ref" ? idOf(typeof who === "string" ? "none" : who[0] === "post" ? "unit" : who[0], key) : "none"))}`;
        const { status } = method === "get" ? await browser.get(address, { follow: false }) : /^\/imports$|\/image$|\/photos$/.test(path) ? await browser.post(`${address}?_csrf=${encodeURIComponent(tokens.get(role)!)}`, {}, { token: "x" }) : await browser.post(address, formOf(key), { token: tokens.get(role)! });
        touched = allowed && method === "post" ? (typeof who === "string" ? "all" : key) : undefined;
        const refused = status === 403 || (typeof who !== "string" && status === 404);
        if (status >= 500 || refused === allowed) found.push(`${route} at ${key}: ${status}, ${allowed ? "should be let in" : "should be refused"}`);
        if (!allowed) refusals.set(key, [...(refusals.get(key) ?? []), route]);
      }
    }
    await checkUnchanged();
    expect(found).toEqual([]);
  });
});
