import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstOwnerTicket } from "../../../src/staff/index.ts";
import { grantsOfRoles, password, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";

let world: ConsoleWorld;
beforeAll(async () => {
  world = await startConsoleWorld();
});
afterAll(() => world.stop());

describe("coming into the console", () => {
  it("lets the first owner in by the printed link, once", async () => {
    const old = await firstOwnerTicket(world.office.staff, Date.now());
    const secret = await firstOwnerTicket(world.office.staff, Date.now());
    const browser = await world.browse();
    expect((await browser.get(`/console/enter/${old}`)).status).toBe(404);
    const path = `/console/enter/${secret}`;
    expect((await browser.post(path, { name: "Lan", login: "lan", password: "ngắn" }, { from: path })).html).toContain("ít nhất 10 ký tự");
    expect((await browser.post(path, { name: "Lan", login: "Lan", password }, { from: path, follow: true })).html).toContain("Hôm nay");
    expect((await browser.get(path)).status).toBe(404);
    expect(await firstOwnerTicket(world.office.staff, Date.now())).toBeUndefined();
    const other = await world.browse();
    await other.signIn("LAN", password);
    expect((await other.get("/console/people")).html).toContain("Chưa có ai trong danh sách");
  });

  it("sends strangers to the sign-in page and back to where they wanted to go", async () => {
    await world.staff("officer", grantsOfRoles["officer"]!);
    const browser = await world.browse();
    const away = await browser.get("/console/people?q=lan", { follow: false });
    expect([away.status, away.to]).toEqual([303, "/console/sign-in"]);
    expect((await browser.post("/console/sign-in", { login: "officer", password: "sai hoàn toàn" })).html).toContain("chưa đúng");
    expect((await browser.post("/console/sign-in", { login: "officer", password })).to).toBe("/console/people?q=lan");
  });

  it("gives the session a new id on signing in, and refuses forms without its token", async () => {
    await world.staff("officer", grantsOfRoles["officer"]!);
    const browser = await world.browse();
    await browser.get("/console/sign-in");
    const planted = browser.cookie("cn_console");
    await browser.signIn("officer", password);
    expect(browser.cookie("cn_console")).not.toBe(planted);
    expect((await browser.post("/console/sign-out", {}, { token: "made up" })).status).toBe(403);
    expect((await browser.get("/console")).status).toBe(200);
    expect((await browser.post("/console/sign-out", {}, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await browser.post("/console/sign-out", {})).to).toBe("/console/sign-in");
    expect((await browser.get("/console", { follow: false })).status).toBe(303);
  });

  it("refuses what a role may not do, and ends sessions at once when somebody is switched off", async () => {
    await world.staff("provincial-viewer", grantsOfRoles["provincial-viewer"]!);
    const browser = await world.browse("provincial-viewer");
    expect((await browser.get("/console/people")).status).toBe(403);
    await world.office.staff.members.updateOne({ login: "provincial-viewer" }, { $set: { state: "off" } });
    expect((await browser.get("/console", { follow: false })).to).toBe("/console/sign-in");
  });
});
