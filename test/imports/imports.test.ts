import ExcelJS from "exceljs";
import type { Connection } from "mongoose";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { applyImport, beginImport, exportXlsx, findHeader, guessMapping, importModels, readName, readRow, readTable, remapImport, rowsOf, undoImport, type Import, type ImportPorts } from "../../src/imports/index.ts";
import { addPerson, changePerson, peopleModels, personById, readDay, readPhone } from "../../src/people/index.ts";
import { unitModels } from "../../src/units/index.ts";
import { messyList } from "../kit/console/messy-list.ts";
import { startEngines, type TestEngines } from "../kit/engines.ts";
import { openDatabase } from "../kit/open-database.ts";

const now = Date.parse("2026-11-23T02:00:00Z");
let engines: TestEngines;
let connection: Connection;
let ports: ImportPorts;
beforeAll(async () => void (engines = await startEngines({ docstore: true, shared: true })));
afterAll(() => engines.stop());
beforeEach(async () => {
  connection = await openDatabase(engines);
  ports = { imports: importModels(connection), people: peopleModels(connection), units: unitModels(connection) };
  for (const models of Object.values(ports)) for (const model of Object.values(models)) await (model as { createIndexes?(): Promise<void> }).createIndexes?.();
  await ports.units.units.insertMany([
    { _id: "xa", kind: "commune-union", name: "Đoàn xã", label: "Xã", aliases: [], order: 0, active: true },
    { _id: "dong", kind: "branch", name: "Chi đoàn thôn Đông", label: "Thôn Đông", parent: "xa", aliases: ["thôn Hợp Nhất"], order: 1, active: true },
    { _id: "tay", kind: "branch", name: "Chi đoàn thôn Tây", label: "Thôn Tây", parent: "xa", aliases: [], order: 2, active: true },
  ]);
});
vi.setConfig({ testTimeout: 120_000 });

const csv = (...lines: string[]): Buffer => Buffer.from(lines.join("\r\n"));
async function read(file: Buffer): Promise<Import> {
  const { planned } = await beginImport(ports, { file, name: "ds", commune: "xa", by: "t", now });
  return planned;
}
const apply = async (one: Import) => applyImport(ports, one, { by: "t", now });

describe("reading a list", () => {
  it("finds headings under titles and over two lines, dates under Nam and Nữ, and never keeps an ID card", async () => {
    const table = findHeader(await readTable(await messyList(60, ["Chi đoàn thôn Đông", "thôn Tây"])));
    expect(table.header.slice(1, 4)).toEqual(["Họ và tên", "Nam", "Nữ"]);
    expect(guessMapping(table)).toEqual(["ignore", "name", "born-male", "born-female", "ignore", "phone", "branch", "admitted", "note"]);
    const one = await read(await messyList(60, ["Chi đoàn thôn Đông", "thôn Tây"]));
    expect(one.counts).toMatchObject({ new: 60, wrong: 2 });
    await apply(one);
    const all = await connection.db!.collection("import-rows").find().toArray();
    expect(JSON.stringify([all, await ports.people.people.find().lean()])).not.toMatch(/0380\d{8}/);
    expect(await ports.people.people.countDocuments({ branch: "dong" })).toBe(30);
    expect(await ports.people.people.findOne({ name: "Trần Thị Lan" }).lean()).toMatchObject({ birth: "1997-02-02", gender: "male", phone: "+84900000037", standing: "member" });
  });
  it("takes CSV with any separator, quotes, UTF-16 and the old code page", async () => {
    const body = ["Họ và tên;Ngày sinh;Địa chỉ", '"Lan ""Bé"" Nguyễn";17/5/2004;"thôn Đông;\nxóm 3"', "Đỗ Văn Ước;2004;"];
    const rows = await readTable(csv(...body));
    expect(rows[1]!.cells).toEqual(['Lan "Bé" Nguyễn', "17/5/2004", "thôn Đông; xóm 3"]);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Họ tên\tSĐT\nĐỗ Ước\t0912345678\n", "utf16le")]);
    expect((await readTable(utf16))[1]!.cells).toEqual(["Đỗ Ước", "0912345678"]);
    expect((await readTable(Buffer.concat([Buffer.from("Ho ten,SDT\n"), Buffer.from([0xd0, 0x6f]), Buffer.from(" Nam,0912345678\n")])))[1]!.cells[0]).toBe("Đo Nam");
  });
  it.each([["17/5/2004", "2004-05-17"], ["17.05.2004", "2004-05-17"], ["17-5-04", "2004-05-17"], ["5/2004", "2004-05"], ["2004", "2004"], ["17 tháng 5 năm 2004", "2004-05-17"], ["Ngày 7/5/1999", "1999-05-07"], ["2004-05-17", "2004-05-17"], ["17/5/89", "1989-05-17"], ["31/2/2004", undefined], ["5/17/2004", undefined], ["1/1/2030", undefined], ["không rõ", undefined], ["0/5/2004", undefined]])("reads the date %s as %s", (typed, day) => {
    expect(readDay(typed, now)).toBe(day);
  });
  it.each([["0912 345 678", "+84912345678"], ["+84.912.345.678", "+84912345678"], ["84912345678", "+84912345678"], ["912345678", "+84912345678"], ["0168 345 6789", "+84383456789"], ["0912345678/0987654321", "+84912345678"], ["123", undefined], ["0380123456789", undefined]])("reads the phone %s as %s", (typed, phone) => {
    expect(readPhone(typed)).toBe(phone);
  });
  it.each([["NGUYỄN THỊ LAN", "Nguyễn Thị Lan"], ["  lưu  văn tổng ", "Lưu Văn Tổng"], ["Tống Thị Cộng", "Tống Thị Cộng"], ["H’Hen Niê", "H’Hen Niê"], ["Tổng cộng", undefined], ["NGƯỜI LẬP BIỂU", undefined], ["T/M BAN CHẤP HÀNH", undefined], ["12", undefined], ["", undefined]])("reads the name %s as %s", (typed, name) => {
    expect(readName(typed)).toBe(name);
  });
  it("leaves out what it cannot read and says so, and takes spreadsheets' day numbers", () => {
    const { fields, problems } = readRow(["Lan", "hôm qua", "12", "CCCD 038012345678", "38124"], ["name", "birth", "phone", "note", "admitted"], now);
    expect(fields).toEqual({ name: "Lan", standing: "member", admittedOn: "2004-05-17" });
    expect(problems.map(({ field, reason }) => `${field} ${reason}`)).toEqual(["birth date-wrong", "phone phone-wrong", "note id-number"]);
  });
});

describe("comparing with the register", () => {
  const list = (...rows: string[]) => csv("Họ và tên,Ngày sinh,SĐT,Chi đoàn,Số thẻ", ...rows);
  it("knows the same person by card, by birth date, by phone; leaves the doubtful to a person", async () => {
    const add = (name: string, more: object) => addPerson(ports.people, { name, commune: "xa", ...more }, { by: "t", now });
    const [card, born, called] = [await add("Lê Văn Một", { memberCode: "T1" }), await add("Lê Văn Hai", { birth: "2001-02-03" }), await add("Lê Văn Ba", { phone: "+84912000003" })];
    const doubtful = await add("Lê Văn Bốn", {});
    await add("Lê Văn Năm", { birth: "1999-01-01" });
    await addPerson(ports.people, { name: "Lê Văn Hai", commune: "other", birth: "2001-02-03" }, { by: "t", now });
    const one = await read(list("Lê Văn Mốt,,,thôn Đông,T1", "lê văn hai,3/2/2001,0912000002,,", "Lê Văn Ba,,0912000003,thôn Hợp Nhất,", "Lê Văn Bốn,4/4/2004,,,", "Lê Văn Năm,2/2/2002,,,", "Lê Văn Sáu,,,thôn Lạ,", "Lê Văn Sáu,,,thôn Lạ,"));
    const rows = await rowsOf(ports.imports, one._id, { limit: 100 });
    expect(rows.map(({ verdict, person }) => [verdict, person])).toEqual([["changed", card._id], ["changed", born._id], ["changed", called._id], ["unsure", doubtful._id], ["new", undefined], ["new", undefined], ["twice", undefined]]);
    expect(rows[2]!.changes).toEqual({ branch: [null, "dong"] });
    expect(rows[5]!.problems).toEqual([{ field: "branch", reason: "branch-unknown" }]);
    expect(await ports.people.people.countDocuments({ commune: "xa" })).toBe(5);
    expect(await apply(one)).toEqual({ added: 2, changed: 3, left: 2 });
    expect(await personById(ports.people, doubtful._id)).toMatchObject({ revision: 1 });
  });
  it("tells who was in the last list and is not in this one; deletes nobody; finds everybody the same the second time", async () => {
    await apply(await read(list("Lê Văn Một,1/1/2001,,,", "Lê Văn Hai,2/2/2002,,,")));
    const again = await read(list("Lê Văn Một,1/1/2001,,,", "Lê Văn Ba,3/3/2003,,,"));
    expect(again.counts).toEqual({ same: 1, new: 1, missing: 1 });
    expect(again.missing.map(({ name }) => name)).toEqual(["Lê Văn Hai"]);
    expect(await ports.people.people.countDocuments()).toBe(2);
  });
  it("reads the next list of the same form by the columns somebody chose", async () => {
    const file = csv("Họ và tên,Cột A,Cột B", "Lan Nguyễn,x,0912345678", "Hà Nguyễn,y,0912345679");
    const one = await read(file);
    await remapImport(ports, one, ["name", "address", "phone"], now);
    expect((await rowsOf(ports.imports, one._id, { limit: 5 })).map(({ fields }) => [fields.address, fields.phone])).toEqual([["x", "+84912345678"], ["y", "+84912345679"]]);
    expect((await read(file)).mapping).toEqual(["name", "address", "phone"]);
  });
});

describe("taking it in", () => {
  const list = csv("Họ và tên,Ngày sinh,Chi đoàn", ...Array.from({ length: 1200 }, (_, at) => `Người Số ${"abcdefghijklmnopqrstuvwxyz"[at % 26]}${"abcdefghijklmnopqrstuvwxyz"[Math.floor(at / 26) % 26]} Nguyễn${"abcdefghij"[Math.floor(at / 676)]},${(at % 28) + 1}/3/200${at % 8},thôn Đông`));
  it("that dies anywhere is begun again and nobody is there twice", async () => {
    const one = await read(list);
    let deaths = 0;
    for (const point of ["batch", "added", "added"]) {
      ports.imports.between = (at) => {
        if (at === point && deaths < 10) {
          deaths = 99;
          throw new Error("died here");
        }
      };
      deaths = 0;
      await expect(apply(one)).rejects.toThrow("died here");
    }
    delete ports.imports.between;
    expect(await apply(one)).toEqual({ added: 1200, changed: 0, left: 0 });
    expect(await ports.people.people.countDocuments()).toBe(1200);
  });
  it("is taken back whole, except whom somebody changed since", async () => {
    const old = await addPerson(ports.people, { name: "Lê Văn Cũ", commune: "xa", birth: "2001-01-01", address: "chỗ cũ" }, { by: "t", now });
    const one = await read(csv("Họ và tên,Ngày sinh,Địa chỉ", "Lê Văn Cũ,1/1/2001,chỗ mới", "Lê Văn Mới,2/2/2002,", "Lê Văn Sửa,3/3/2003,"));
    await apply(one);
    expect((await personById(ports.people, old._id))!.address).toBe("chỗ mới");
    const changed = (await ports.people.people.findOne({ name: "Lê Văn Sửa" }).lean())!;
    await changePerson(ports.people, changed, { note: "có người sửa" }, { by: "t", now });
    expect(await undoImport(ports, one, { by: "t", now })).toEqual({ undone: 2, kept: 1 });
    expect((await personById(ports.people, old._id))!.address).toBe("chỗ cũ");
    expect((await ports.people.people.find().sort({ sortKey: 1 }).lean()).map(({ name }) => name)).toEqual(["Lê Văn Cũ", "Lê Văn Sửa"]);
    expect(await undoImport(ports, one, { by: "t", now })).toMatchObject({ undone: 0 });
  });
  it("of 20,000 rows lets others have their turn all the while", async () => {
    const file = await messyList(20_000, ["thôn Đông", "thôn Tây"]);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const one = await read(file);
    await apply(one);
    delay.disable();
    expect(await ports.people.people.estimatedDocumentCount()).toBeGreaterThan(19_000);
    expect(delay.max / 1e6).toBeLessThan(700);
    process.stdout.write(`20,000 rows: longest wait of others ${Math.round(delay.max / 1e6)} ms\n`);
  });
});

it("writes a workbook of a long list as it is read, and breaks off when reading fails", async () => {
  async function* rows(count: number, fail = false) {
    for (let at = 0; at < count; at++) yield { name: at === 1 ? "=1+1" : `Người ${at}`, age: at };
    if (fail) throw new Error("the store went away");
  }
  const columns = [{ key: "name", title: "Tên" }, { key: "age", title: "Tuổi" }];
  const chunks: Buffer[] = [];
  for await (const chunk of exportXlsx(columns, rows(5000), { sheet: "DS/1" })) chunks.push(chunk as Buffer);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Buffer.concat(chunks) as never);
  expect(book.worksheets[0]!.rowCount).toBe(5001);
  expect([book.worksheets[0]!.getCell("A3").value, book.worksheets[0]!.getCell("B3").value]).toEqual(["'=1+1", 1]);
  await expect((async () => {
    for await (const chunk of exportXlsx(columns, rows(10, true), { sheet: "x" })) void chunk;
  })()).rejects.toThrow("the store went away");
});
