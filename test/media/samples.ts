import { crc32 } from "node:zlib";
import sharp from "sharp";

/** A place in the commune, as a phone writes it into a picture. */
export const place = { GPSLatitudeRef: "N", GPSLatitude: "21/1 1/1 42/1", GPSLongitudeRef: "E", GPSLongitude: "105/1 51/1 15/1" };

/** A picture with the phone's name, the owner, the place, a thumbnail's worth of XMP, lying on its side. */
export async function photo(format: "jpeg" | "png" | "webp" = "jpeg", width = 60, height = 40): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: "#cc3344" } })
    .withExif({ IFD0: { Make: "PhoneMaker", Model: "SecretModel", Artist: "Nguyen Thi Lan", Orientation: "6" }, IFD3: place })
    .withMetadata({ orientation: 6 })
    .withXmp('<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="SecretXmp"/></rdf:RDF></x:xmpmeta>')
    .toFormat(format)
    .toBuffer();
}

export async function animation(frames = 3): Promise<Buffer> {
  const colours = Array.from({ length: frames }, (_, index) => sharp({ create: { width: 20, height: 20, channels: 3, background: { r: (index * 80) % 256, g: 100, b: 50 } } }).png().toBuffer());
  return sharp(await Promise.all(colours), { join: { animated: true } }).gif().toBuffer();
}

type Entry = { name: string; content?: string; /** What the list says it unpacks to. */ claims?: number };

/** A zip archive with its files as they are. */
export function zipOf(entries: Entry[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const { name, content = "", claims } of entries) {
    const data = Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(name.length, 26);
    const listed = Buffer.alloc(46);
    listed.writeUInt32LE(0x02014b50, 0);
    listed.writeUInt32LE(crc32(data), 16);
    listed.writeUInt32LE(data.length, 20);
    listed.writeUInt32LE(claims ?? data.length, 24);
    listed.writeUInt16LE(name.length, 28);
    listed.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), data);
    list.push(listed, Buffer.from(name));
    at += 30 + name.length + data.length;
  }
  const listing = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listing, end]);
}

const contentTypes = (main: string): string => `<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="application/vnd.${main}.main+xml"/></Types>`;

export function docx(more: Entry[] = []): Buffer {
  return zipOf([{ name: "[Content_Types].xml", content: contentTypes("openxmlformats-officedocument.wordprocessingml.document") }, { name: "word/document.xml", content: "<w:document/>" }, ...more]);
}

/** A Word document with macros. */
export function docm(): Buffer {
  return zipOf([{ name: "[Content_Types].xml", content: contentTypes("ms-word.document.macroEnabled") }, { name: "word/document.xml", content: "<w:document/>" }]);
}

const box = (name: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, body]);
};

/** A film with the place it was taken at, where phones write it, and bytes of picture behind it. */
export function movie(brand = "isom"): Buffer {
  const where = box("udta", box("\u00a9xyz", Buffer.from("+21.0285+105.8542/")));
  const keys = box("meta", Buffer.from("com.apple.quicktime.location.ISO6709"));
  const track = box("trak", box("tkhd", Buffer.alloc(20, 7)), box("udta", Buffer.from("SecretModel")));
  return Buffer.concat([box("ftyp", Buffer.from(brand), Buffer.alloc(4), Buffer.from(brand)), box("moov", box("mvhd", Buffer.alloc(20, 9)), where, keys, track), box("mdat", Buffer.from("PICTURES"))]);
}

export const pdf = (): Buffer => Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
export const amr = (): Buffer => Buffer.concat([Buffer.from("#!AMR\n"), Buffer.alloc(64, 0x3c)]);

/** The container of old Office files and of installers; `stream` is the name of what is in it. */
export function compoundFile(stream: string): Buffer {
  return Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(504), Buffer.from(stream, "utf16le"), Buffer.alloc(512)]);
}
