import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, it } from "vitest";
import { byteLimit, keepFile } from "../../src/media/keep-file.ts";
import { mediaId } from "../../src/media/model.ts";
import { MediaRefused } from "../../src/media/refusal.ts";
import { amr, animation, compoundFile, docm, docx, movie, pdf, photo, zipOf } from "./samples.ts";

const folder = mkdtempSync(join(tmpdir(), "cau-noi-keep-"));
let count = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function keep(content: Buffer | string, name?: string) {
  const path = join(folder, `in-${count++}`);
  writeFileSync(path, content);
  const kept = await keepFile(folder, path, { id: mediaId("event", count), name });
  expect(existsSync(path)).toBe(false);
  return { ...kept, content: readFileSync(join(folder, kept.path)) };
}

async function refusal(content: Buffer | string): Promise<string> {
  const before = count;
  try {
    await keep(content);
    return "kept";
  } catch (error) {
    expect(existsSync(join(folder, mediaId("event", before + 1).slice(0, 2), mediaId("event", before + 1)))).toBe(false);
    if (error instanceof MediaRefused) return error.reason;
    throw error;
  }
}

const secrets = ["PhoneMaker", "SecretModel", "Nguyen Thi Lan", "SecretXmp", "Exif", "105/1"];

describe("a picture", () => {
  it.each(["jpeg", "png", "webp"] as const)("%s loses place, camera, owner and XMP, and stands upright", async (format) => {
    const original = await photo(format);
    const before = await sharp(original).metadata();
    expect(before.exif).toBeDefined();
    expect([before.exif?.includes("SecretModel"), before.xmp?.includes("SecretXmp")]).toEqual([true, true]);
    const { content, type, bytes, sha256, path } = await keep(original);
    const after = await sharp(content).metadata();
    expect(after.exif ?? after.xmp ?? after.iptc ?? after.orientation).toBeUndefined();
    expect([after.width, after.height]).toEqual([before.height, before.width]);
    for (const secret of secrets) expect(content.includes(secret)).toBe(false);
    expect(type).toBe(`image/${format}`);
    expect(bytes).toBe(content.length);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(path).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{32}\.(jpg|png|webp)$/);
  });

  it("is readable by the owner only, in a folder of the owner's", async () => {
    const { path } = await keep(await photo());
    expect(statSync(join(folder, path)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, path.slice(0, 2))).mode & 0o777).toBe(0o700);
  });

  it("loses what was hung on behind it or in between", async () => {
    const evil = Buffer.concat([await photo(), zipOf([{ name: "run.sh", content: "rm -rf /" }]), Buffer.from("<script>alert(1)</script>")]);
    const { content } = await keep(evil);
    expect(content.includes("<script>") || content.includes("run.sh")).toBe(false);
  });

  it("that is larger than 4096 pixels is made smaller; one of more than 40 million pixels is refused", async () => {
    const wide = await sharp({ create: { width: 6000, height: 60, channels: 3, background: "#fff" } }).jpeg().toBuffer();
    expect(await sharp((await keep(wide)).content).metadata()).toMatchObject({ width: 4096, height: 41 });
    const bomb = await sharp({ create: { width: 7000, height: 6000, channels: 3, background: "#fff" } }).png().toBuffer();
    expect(bomb.length).toBeLessThan(500_000);
    expect(await refusal(bomb)).toBe("too-many-pixels");
  });

  it("that moves goes on moving", async () => {
    expect(await sharp((await keep(await animation(3))).content, { animated: true }).metadata()).toMatchObject({ pages: 3, format: "gif" });
  });

  it("that is none is refused", async () => {
    expect(await refusal(Buffer.concat([Buffer.from("ffd8ffe000104a46494600", "hex"), Buffer.alloc(500)]))).toBe("broken");
    expect(await refusal((await photo()).subarray(0, 700))).toBe("broken");
    expect(await refusal(Buffer.concat([Buffer.from("GIF89a"), Buffer.from('/*<script>alert(1)</script>*/="'.repeat(10))]))).toMatch(/broken|type/);
    expect(await refusal(Buffer.concat([await photo(), Buffer.alloc(10 * 1_048_576)]))).toBe("too-large");
  });
});

describe("a film", () => {
  it.each([["isom", "video/mp4", "mp4"], ["qt  ", "video/quicktime", "mov"], ["M4A ", "audio/mp4", "m4a"]])("%s loses the place it was taken at, and nothing else", async (brand, type, ending) => {
    const original = movie(brand);
    const { content, ...kept } = await keep(original);
    expect(kept).toMatchObject({ type });
    expect(kept.path.endsWith(`.${ending}`)).toBe(true);
    expect(content.length).toBe(original.length);
    for (const secret of ["21.0285", "location", "SecretModel"]) {
      expect(original.includes(secret)).toBe(true);
      expect(content.includes(secret)).toBe(false);
    }
    expect(content.subarray(-8).toString()).toBe("PICTURES");
    expect(content.includes(Buffer.alloc(20, 7))).toBe(true);
  });

  it("whose boxes make no sense is not followed for ever", async () => {
    const original = movie();
    original.writeUInt32BE(0xffffffff, original.indexOf("moov") - 4);
    expect((await keep(original)).content.length).toBe(original.length);
  });
});

describe("a document", () => {
  it.each([
    ["pdf", "application/pdf", pdf()], ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx()], ["doc", "application/msword", compoundFile("WordDocument")],
    ["txt", "text/plain", Buffer.from("Kính gửi Đoàn xã,\n\tđường làng em hỏng.\r\n")], ["amr", "audio/amr", amr()],
  ])("%s is kept as it is", async (ending, type, original) => {
    const { content, ...kept } = await keep(original, `a.${ending}`);
    expect(kept).toMatchObject({ type, name: `a.${ending}` });
    expect(content.equals(original)).toBe(true);
  });

  it.each([
    ["a program", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(200)])], ["an ELF program", Buffer.concat([Buffer.from("\u007fELF\u0002\u0001\u0001"), Buffer.alloc(200)])], ["an installer", compoundFile("Property")],
    ["an archive", zipOf([{ name: "a.txt", content: "x" }])], ["a document with macros", docm()],
    ["a page", "<!doctype html><script>alert(1)</script>"], ["a page with a mark before it", "\ufeff  <html>"], ["a drawing", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], ["an XML drawing", '<?xml version="1.0"?><svg/>'],
    ["bytes", Buffer.from([1, 2, 3, 250, 251])], ["text with a zero", Buffer.from("abc\u0000def")], ["text of another coding", Buffer.from("\xc4\u00e0", "latin1")],
    ["an iPhone's picture", Buffer.concat([Buffer.from("00000018", "hex"), Buffer.from("ftypheic"), Buffer.alloc(4), Buffer.from("mif1heic")])],
    ["gzip", Buffer.from("1f8b0800000000000003", "hex")],
  ])("that is %s is refused", async (_what, content) => expect(await refusal(content)).toBe("type"));

  it("that unpacks to far more than it should is refused before anything looks inside", async () => {
    expect(await refusal(docx([{ name: "word/bomb.xml", content: "0", claims: 100 * 1_048_576 }]))).toBe("bomb");
    expect(await refusal(docx([{ name: "word/huge.xml", content: "0", claims: 0xffffffff }]))).toBe("bomb");
    expect(await refusal(docx(Array.from({ length: 10_001 }, (_, index) => ({ name: `${index}` }))))).toBe("bomb");
  });

  it("that is an archive without a list, or with one that leads nowhere, is refused", async () => {
    const whole = docx();
    expect(await refusal(whole.subarray(0, whole.length - 30))).toBe("broken");
    const astray = Buffer.from(whole);
    astray.writeUInt32LE(0x7fffffff, astray.length - 6);
    expect(await refusal(astray)).toBe("broken");
    const noList = Buffer.from(whole);
    noList.writeUInt32LE(noList.readUInt32LE(noList.length - 6) + 1, noList.length - 6);
    expect(await refusal(noList)).toBe("broken");
  });
});

describe("a file's name", () => {
  it.each([
    ["../../etc/passwd", "passwd.txt"], ["C:\\Users\\lan\\đơn xin.txt", "đơn xin.txt"], ["hoa-don.pdf.exe", "hoa-don.pdf.txt"], ["ảnh\u202Egpj.exe", "ảnhgpj.txt"], [".htaccess", "htaccess.txt"], ["", "file.txt"], ["...", "file.txt"],
    ['a<b>:"c"|?*.txt', "abc.txt"], ["a\u0000b\n.txt", "ab .txt"], [`${"dài ".repeat(50)}.pdf`, undefined],
  ])("%j becomes %j", async (name, shown) => {
    const kept = await keep("plain words", name);
    if (shown !== undefined) expect(kept.name).toBe(shown);
    expect([...kept.name].length).toBeLessThanOrEqual(84);
    expect(kept.path).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{32}\.txt$/);
  });

  it("is made up when there is none", async () => expect((await keep(await photo())).name).toBe("image.jpg"));
});

it("takes at most 10 MB of a picture or sticker, and the setting of everything else", () => {
  expect([byteLimit("image", 26_214_400), byteLimit("sticker", 26_214_400), byteLimit("file", 26_214_400), byteLimit("image", 2_000_000)]).toEqual([10_485_760, 10_485_760, 26_214_400, 2_000_000]);
});
