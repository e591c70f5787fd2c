import { request } from "node:http";
import { deflateRawSync, crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import ExcelJS from "exceljs";
import { TOTP } from "otpauth";
import { createPerson, openDesk, type Desk } from "../../../src/office/index.ts";
import { safeText } from "../../../src/imports/index.ts";
import { makeTicket } from "../../../src/staff/index.ts";
import { unitTree } from "../../../src/units/index.ts";
import { startApi, send, type ApiWorld } from "../../kit/console/api-client.ts";
import { grantsOfRoles, password, startConsoleWorld, type ConsoleWorld } from "../../kit/console/console-world.ts";
import { resetFixtures } from "../../kit/console/office-fixtures.ts";
import { until } from "../../kit/until.ts";

/** What somebody hostile would try, one by one. */
let world: ConsoleWorld;
let api: ApiWorld;
beforeAll(async () => {
  world = await startConsoleWorld();
  api = await startApi(world);
  await resetFixtures(world);
  for (const [role, grants] of Object.entries(grantsOfRoles)) await world.staff(role, grants);
});
afterAll(async () => {
  await api.stop();
  await world.stop();
});
vi.setConfig({ testTimeout: 60_000 });

async function desk(): Promise<Desk> {
  return openDesk(world.office, { actor: { kind: "staff", id: "s-owner", name: "Chủ" }, grants: [{ role: "owner" }], locale: "vi", tree: await unitTree(world.office.units), now: Date.now() });
}
const upload = async (login: string, name: string, file: Buffer, fields: Record<string, string> = {}) => {
  const browser = await world.browse(login);
  const token = await browser.token("/console/imports");
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  form.append("file", new Blob([new Uint8Array(file)]), name);
  return browser.fetch(`/console/imports?_csrf=${encodeURIComponent(token)}`, { method: "POST", body: form });
};

describe("operators of the store", () => {
  const operators = [{ $gt: "" }, { $ne: null }, { $where: "sleep(1000)" }, ["a", { $gt: "" }], { $regex: ".*" }];
  it("get nowhere through forms and addresses of the console", async () => {
    const stranger = await world.browse();
    const token = await stranger.token();
    for (const fields of [{ "login[$gt]": "", "password[$gt]": "" }, { login: '{"$gt":""}', password: '{"$gt":""}' }, { "login[]": "owner", "password[$ne]": "x" }]) expect((await stranger.post("/console/sign-in", fields as unknown as Record<string, string>, { token })).status).toBe(422);
    const browser = await world.browse("officer");
    for (const query of ["q[$gt]=", "branch[$ne]=x", "status[$ne]=active", "after[$gt]=", 'q={"$gt":""}', "after=eyIkZ3QiOiIifQ"]) expect((await browser.get(`/console/people?${query}`)).status, query).toBe(200);
    expect((await browser.get("/console/people/%7B%22%24gt%22%3A%22%22%7D")).status).toBe(404);
    expect((await browser.get("/console/people?branch[$ne]=x")).html).not.toContain("Người b1");
  });
  it("are refused in every field of every body of the API", async () => {
    const program = await api.program(grantsOfRoles["owner"]!);
    for (const operator of operators) {
      for (const field of ["name", "birth", "phone", "branch", "commune", "tags", "note", "email"]) expect((await program.call("post", "/people", { name: "Ai Đó", commune: "xa-a", [field]: operator })).status, `${field} ${JSON.stringify(operator)}`).toBe(422);
      for (const [path, body] of [["/units", { name: operator, kind: "branch" }], ["/clubs", { name: "CLB", kind: operator }], ["/cases", { kind: "admission", data: { name: operator } }], ["/units/merge", { units: operator, name: "x y" }], ["/people/p-a1/status", { status: operator }], ["/clubs/clb-a1/requests", { contact: operator, accept: true }], ["/data-requests", { kind: "see", person: operator }]] as const) expect((await program.call("post", path, body)).status, `${path} ${JSON.stringify(operator)}`).toBe(422);
    }
    for (const body of ["[]", "null", '"x"', "{", "1", '{"__proto__":{"name":"x"}}', '{"constructor":{"prototype":{"x":1}}}']) expect((await program.call("post", "/people", body)).status, body).toBeGreaterThanOrEqual(400);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe("scripts", () => {
  const script = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'";
  it("in names, messages, answers and cells are shown as they were typed", async () => {
    const person = await createPerson(await desk(), { name: "<b>Lan</b> Nguyễn", note: script, address: script, branch: "thon-a1", tags: ["<i>x</i>"] });
    await world.rooms.cases.cases.updateOne({ _id: "cs-a1" }, { $set: { data: { name: script, reason: script } } });
    await world.rooms.clubs.memberships.updateOne({ club: "clb-a1" }, { $set: { motivation: script, state: "requested" } });
    await world.rooms.handovers.handovers.updateOne({ _id: "ho-a1" }, { $set: { reason: script } });
    await world.rooms.units.units.updateOne({ _id: "thon-a1" }, { $set: { name: `Chi đoàn ${script}`, aliases: [script] } });
    const browser = await world.browse("owner");
    for (const path of ["/people", `/people/${person._id}`, `/people/${person._id}/edit`, "/cases", "/cases/cs-a1", "/clubs", "/clubs/clb-a1", "/conversations", "/conversations/HT-A1", "/units", "/units/thon-a1", "/audit", `/people?q=${encodeURIComponent(script)}`]) {
      const { html, headers, status } = await browser.get(`/console${path}`);
      expect(status, path).toBe(200);
      expect(html, path).not.toMatch(/<script>alert|<img src=x|<b>Lan|<i>x<\/i>/);
      expect(headers.get("content-security-policy"), path).toMatch(/default-src 'none'.*script-src 'self'/);
    }
    await resetFixtures(world);
  });
  it("cannot ride on cells of an import or an export", async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet("x");
    sheet.addRow(["Họ và tên", "Địa chỉ", "Ghi chú"]);
    sheet.addRow([{ formula: 'HYPERLINK("http://x","bấm")', result: "<img src=q onerror=alert()> Nguyễn" }, "=cmd|' /C calc'!A0", "@SUM(1)"]);
    const answer = await upload("officer", "x.xlsx", Buffer.from(await book.xlsx.writeBuffer()));
    const page = answer.headers.get("location")!;
    const browser = await world.browse("officer");
    await until("the list is read", async () => (await browser.get(page)).html.includes("đã đọc"));
    expect((await browser.get(page)).html).not.toContain("<img src=q");
    await browser.post(`${page}/apply`, {}, { from: page });
    await until("the list is taken in", async () => (await browser.get(page)).html.includes("đã nhập"));
    const owner = await world.browse("owner");
    const file = new ExcelJS.Workbook();
    await file.xlsx.load(Buffer.from(await (await owner.fetch("/console/people/export")).arrayBuffer()) as never);
    const cells = file.worksheets[0]!.getSheetValues().flat().filter((cell): cell is string => typeof cell === "string");
    expect(cells).toContain("'=cmd|' /C calc'!A0");
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    expect(file.worksheets[0]!.getSheetValues().flat().some((cell) => typeof cell === "object" && cell !== null && "formula" in cell)).toBe(false);
    for (const text of ["=1", "+1", "-1", "@x", "\t=1", "\r=1"]) expect(safeText(text).startsWith("'"), text).toBe(true);
  });
});

describe("sessions", () => {
  it("are not planted, not forged, and their forms not sent from elsewhere", async () => {
    const browser = await world.browse();
    await browser.get("/console/sign-in");
    const planted = browser.cookie("cn_console")!;
    await browser.signIn("officer", password);
    expect(browser.cookie("cn_console")).not.toBe(planted);
    const thief = await world.browse();
    thief.setCookie("cn_console", planted);
    expect((await thief.get("/console/people", { follow: false })).status).toBe(303);
    for (const [header, value] of [["sec-fetch-site", "cross-site"], ["sec-fetch-site", "same-site"], ["origin", "https://evil.example"]]) expect((await browser.post("/console/people", { name: "Kẻ Gian" }, { headers: { [header!]: value! } })).status, value).toBe(403);
    for (const token of ["", "x", await (await world.browse("owner")).token("/console/account")]) expect((await browser.post("/console/people", { name: "Kẻ Gian" }, { token })).status).toBe(403);
    expect((await browser.fetch("/console/people", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(403);
    expect(await world.office.people.people.exists({ name: "Kẻ Gian" })).toBeNull();
  });
  it("of a signed-out browser are over, and of everybody after a new password", async () => {
    const [here, there] = [await world.browse("officer"), await world.browse("officer")];
    const old = here.cookie("cn_console")!;
    await here.post("/console/sign-out", {}, { from: "/console/account" });
    const thief = await world.browse();
    thief.setCookie("cn_console", old);
    expect((await thief.get("/console/people", { follow: false })).status).toBe(303);
    const again = await world.browse("officer");
    expect((await again.post("/console/account/password", { old: password, fresh: "một mật khẩu mới toanh" }, { from: "/console/account" })).status).toBe(303);
    expect((await again.get("/console/people")).status).toBe(200);
    expect((await there.get("/console/people", { follow: false })).status).toBe(303);
    await world.staff("officer", grantsOfRoles["officer"]!);
  });
  it("are not opened by guessing: a login is locked for a while, known or not", async () => {
    await world.staff("victim", grantsOfRoles["officer"]!);
    for (const login of ["victim", "nobody-at-all"]) {
      const browser = await world.browse();
      const statuses: number[] = [];
      for (let at = 0; at < 10; at++) statuses.push((await browser.post("/console/sign-in", { login, password: `sai ${at}` })).status);
      expect([statuses[0], statuses.at(-1)], login).toEqual([422, 429]);
    }
    const browser = await world.browse();
    expect((await browser.post("/console/sign-in", { login: "victim", password })).status).toBe(429);
  });
  it("need the second factor where it is on; its codes work once", async () => {
    await world.staff("careful", grantsOfRoles["officer"]!);
    const browser = await world.browse("careful");
    const begun = (await browser.post("/console/account/totp", {}, { from: "/console/account" })).html;
    const secret = /<code>([A-Z2-7]{32})<\/code>/.exec(begun)![1]!;
    const code = new TOTP({ secret }).generate();
    const confirmed = (await browser.post("/console/account/totp/confirm", { code }, { from: "/console/account" })).html;
    const recovery = [...confirmed.matchAll(/<code>([0-9a-f]{10})<\/code>/g)].map((found) => found[1]!);
    expect(recovery).toHaveLength(8);
    const half = await world.browse();
    expect((await half.post("/console/sign-in", { login: "careful", password })).to).toBe("/console/sign-in/code");
    expect((await half.get("/console/people", { follow: false })).status).toBe(303);
    expect((await half.post("/console/sign-in/code", { code: "000000" }, { from: "/console/sign-in/code" })).status).toBe(422);
    const next = new TOTP({ secret }).generate({ timestamp: Date.now() });
    expect((await half.post("/console/sign-in/code", { code: next }, { from: "/console/sign-in/code" })).status).toBe(303);
    for (const [used, status] of [[next, 422], [recovery[0]!, 303], [recovery[0]!, 422]] as const) {
      const other = await world.browse();
      await other.post("/console/sign-in", { login: "careful", password });
      expect((await other.post("/console/sign-in/code", { code: used }, { from: "/console/sign-in/code" })).status, used).toBe(status);
    }
  });
  it("are not carried on to other websites", async () => {
    for (const wanted of ["//evil.example", "/console//evil.example", "/console/../../evil", "https://evil.example", "/console/people?x=//evil.example\\@evil"]) {
      const browser = await world.browse();
      await browser.get(`/console/people?next=${encodeURIComponent(wanted)}`, { follow: false });
      await browser.fetch(`/console/people/..%2f..%2f${encodeURIComponent(wanted)}`);
      const { to } = await browser.post("/console/sign-in", { login: "owner", password });
      expect(to, wanted).toMatch(/^\/console(\/[\w/-]*)?(\?[\w=&%.+-]*)?$/);
    }
  });
});

describe("links", () => {
  it("that go to somebody's chat never lead where the asker says", async () => {
    await world.staff("with-chat", grantsOfRoles["officer"]!);
    const contact = await world.chats("Cán bộ");
    await world.office.staff.members.updateOne({ login: "with-chat" }, { $set: { contact } });
    const browser = await world.browse();
    const token = await browser.token();
    const ask = (host: string) =>
      new Promise<number>((done, fail) => {
        const body = new URLSearchParams({ _csrf: token, login: "with-chat" }).toString();
        const { hostname, port } = new URL(world.url);
        request({ hostname, port, path: "/console/sign-in/link", method: "POST", headers: { host, cookie: `cn_console=${browser.cookie("cn_console")}`, "content-type": "application/x-www-form-urlencoded", "content-length": body.length } }, (answer) => (answer.resume(), done(answer.statusCode!))).on("error", fail).end(body);
      });
    const links = () => world.told.filter((one) => one.key === "staff-news:sign-in").map((one) => String(one.params!["link"]));
    expect(await ask("evil.example")).toBe(303);
    expect(links()).toEqual([]);
    expect(await ask("127.0.0.1:9999")).toBe(303);
    expect(links()).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:9999\/console\/link\//)]);
  });
  it("of an invitation, a login or a chat work once, for their kind, and not when looked at", async () => {
    const { staff } = world.office;
    const secret = await makeTicket(staff, { staff: "s-officer", kind: "login", lastsMs: 60_000, now: Date.now() });
    const [one, two] = [await world.browse(), await world.browse()];
    expect((await one.get(`/console/enter/${secret}`)).status).toBe(404);
    expect((await one.get(`/console/link/${secret}`)).status).toBe(200);
    const tokens = [await one.token(), await two.token()];
    const both = await Promise.all([one.post(`/console/link/${secret}`, {}, { token: tokens[0]! }), two.post(`/console/link/${secret}`, {}, { token: tokens[1]! })]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404]);
    expect((await one.get(`/console/link/${secret}`)).status).toBe(404);
    const code = await makeTicket(staff, { staff: "s-officer", kind: "link-contact", lastsMs: 60_000, now: Date.now(), short: true });
    expect(await world.desks.linkStaff(code, "telegram:bot:me", Date.now())).toBe("officer");
    expect(await world.desks.linkStaff(code, "telegram:bot:thief", Date.now())).toBeUndefined();
  });
});

describe("the API's tokens", () => {
  it("are replayed nowhere: taken back they open nothing, and the same key does not do a thing twice", async () => {
    const program = await api.program(grantsOfRoles["owner"]!);
    const wish = { name: "Chỉ Một Người", commune: "xa-a" };
    const answers = await Promise.all(Array.from({ length: 6 }, () => program.call("post", "/people?anyway=1", wish, { "idempotency-key": "một-lần".normalize("NFD").replace(/[^\x21-\x7e]/g, "") })));
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(await world.office.people.people.countDocuments({ name: "Chỉ Một Người" })).toBe(1);
    const key = { "idempotency-key": "k-2" };
    const [first, again] = [await program.call("post", "/people?anyway=1", { ...wish, name: "Hai Lần" }, key), await program.call("post", "/people?anyway=1", { ...wish, name: "Hai Lần" }, key)];
    expect([first.status, again.status, again.headers.get("idempotent-replayed"), again.body["id"]]).toEqual([201, 201, "true", first.body["id"]]);
    expect((await program.call("post", "/people?anyway=1", { ...wish, name: "Người Khác" }, key)).status).toBe(422);
    await world.rooms.tokens.tokens.updateMany({}, { $set: { revokedAt: Date.now() } });
    expect((await program.call("get", "/people")).status).toBe(401);
    expect(JSON.stringify(await world.rooms.tokens.tokens.find().lean())).not.toContain(program.secret);
  });
  it("tell problems as problem+json in the reader's language", async () => {
    const program = await api.program(grantsOfRoles["officer"]!);
    const { status, headers, body } = await program.call("post", "/people", { name: "A", birth: "31/2/2005", phone: "12", rôle: "owner" });
    expect([status, headers.get("content-type")]).toEqual([422, "application/problem+json; charset=utf-8"]);
    expect((body["errors"] as unknown as { field: string }[]).map(({ field }) => field).sort()).toEqual(["birth", "name", "phone", "rôle"]);
    expect(JSON.stringify((await send(api.url, "get", "/people", undefined, { "accept-language": "en" })).body)).toContain("No API token");
  });
});

describe("fields nobody may set", () => {
  it("are refused or ignored: ids, rights, revisions, somebody else's place", async () => {
    const program = await api.program(grantsOfRoles["commune-secretary"]!);
    for (const more of [{ _id: "x" }, { keys: ["x"] }, { contacts: ["telegram:bot:x"] }, { revision: 99 }, { history: [] }, { createdBy: "x" }, { role: "owner" }, { importId: "x" }]) expect((await program.call("patch", "/people/p-a1", { note: "x", ...more })).status, JSON.stringify(more)).toBe(422);
    for (const place of [{ branch: "thon-b1" }, { commune: "xa-b" }]) expect((await program.call("patch", "/people/p-a1", place)).status, JSON.stringify(place)).toBe(422);
    const browser = await world.browse("officer");
    await browser.post("/console/people/p-a1", { name: "Người a1", _id: "x", contacts: "telegram:bot:x", keys: "x", createdBy: "x", "history[0][by]": "x", revision: "1" }, { from: "/console/people/p-a1/edit" });
    expect(await world.office.people.people.findById("p-a1").lean()).toMatchObject({ contacts: ["telegram:page-a1:lan"], createdBy: "t" });
    const secretary = await world.browse("commune-secretary");
    for (const grant of ["owner||", "commune-secretary|xa-b|", "provincial-viewer|tinh|", "officer|tinh|", "club-leader|xa-b|clb-b1"]) expect((await secretary.post("/console/staff", { name: "Kẻ Gian", grant }, { from: "/console/staff/new" })).status, grant).toBe(422);
    expect(await world.office.staff.members.exists({ name: "Kẻ Gian" })).toBeNull();
  });
});

describe("uploads", () => {
  /** A workbook whose sheet is `megabytes` of noughts; `declared`: what its list says it unpacks to. */
  function bomb(megabytes: number, declared?: number): Buffer {
    const packed = deflateRawSync(Buffer.alloc(megabytes * 1_048_576), { level: 9 });
    const name = Buffer.from("xl/worksheets/sheet1.xml");
    const size = declared ?? megabytes * 1_048_576;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0), local.writeUInt16LE(8, 8), local.writeUInt32LE(crc32(""), 14), local.writeUInt32LE(packed.length, 18), local.writeUInt32LE(size, 22), local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0), central.writeUInt16LE(8, 10), central.writeUInt32LE(packed.length, 20), central.writeUInt32LE(size, 24), central.writeUInt16LE(name.length, 28);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0), end.writeUInt16LE(1, 8), end.writeUInt16LE(1, 10), end.writeUInt32LE(46 + name.length, 12), end.writeUInt32LE(30 + name.length + packed.length, 16);
    return Buffer.concat([local, name, packed, central, name, end]);
  }
  it("that unpack to hundreds of megabytes are stopped, also when they say they do not", async () => {
    for (const file of [bomb(400), bomb(200, 1000)]) {
      const before = process.memoryUsage().rss;
      const answer = await upload("officer", "bomb.xlsx", file);
      expect(answer.status).toBe(413);
      expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1_048_576);
    }
  });
  it("of a hundred megabytes are refused without being read to the end", async () => {
    const browser = await world.browse("officer");
    const token = await browser.token("/console/imports");
    const piece = Buffer.alloc(1_048_576, 120);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent === 0) controller.enqueue(Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'));
        controller.enqueue(piece);
        if (++sent === 100) controller.close();
      },
    });
    const answer = await browser.fetch(`/console/imports?_csrf=${encodeURIComponent(token)}`, { method: "POST", body, duplex: "half", headers: { "content-type": "multipart/form-data; boundary=x" } } as RequestInit).catch(() => undefined);
    expect(answer?.status ?? 413).toBe(413);
    expect((await browser.get("/console/imports")).status).toBe(200);
  });
  it("that are no list are told so", async () => {
    for (const [name, file, words] of [["a.xlsx", Buffer.from("PK nothing"), "không phải danh sách"], ["a.xls", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), "lưu thành .xlsx"], ["a.csv", Buffer.from("một,hai\n1,2\n"), "dòng tiêu đề"], ["a.pdf", Buffer.from("%PDF-1.7\u0000\u0001\u0002"), "không phải danh sách"], ["a.csv", Buffer.from("\n\n"), "không có dòng nào"]] as const) {
      const answer = await upload("officer", name, file);
      expect(answer.status, name).toBe(422);
      expect(await answer.text(), name).toContain(words);
    }
    expect((await upload("officer", "b.csv", Buffer.from("Họ và tên\nLan\n"), { commune: "xa-b" })).status).toBe(422);
    expect(await world.office.imports.imports.countDocuments({ commune: "xa-b", by: "s-officer" })).toBe(0);
  });
});
