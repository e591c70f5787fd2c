import type { Metadata, Sharp } from "sharp";
import { MediaRefused } from "./refusal.ts";

/** Pixels of a picture that is decoded at all (an animation: of all its frames), and the longest side of what is kept. */
const mostPixels = 40_000_000;
const longestSide = 4096;
/** Decoding takes this long only when somebody means harm. */
const longestSeconds = 20;

type SharpModule = typeof import("sharp").default;
let loaded: Promise<SharpModule> | undefined;

/** With the first picture: 20 MB no command needs. Pictures are seen once, so nothing of them is to be cached. */
function loadSharp(): Promise<SharpModule> {
  return (loaded ??= import("sharp").then(({ default: sharp }) => {
    sharp.cache(false);
    return sharp;
  }));
}

/** One picture at a time: each may need 200 MB while it is drawn, and a thread that files and names wait for, too. */
let before: Promise<unknown> = Promise.resolve();

const formats: Record<string, Metadata["format"]> = { "image/jpeg": "jpeg", "image/png": "png", "image/webp": "webp", "image/gif": "gif" };

/**
 * The picture drawn anew: upright, at most 4096 pixels a side, and nothing of the file but its pixels. Place, camera, owner,
 * thumbnails, comments and whatever was hung on behind the picture are gone. Animations stay animated, unless they are so long that
 * only their first picture fits. Throws MediaRefused.
 */
export function cleanImage(path: string, type: string): Promise<Buffer> {
  const drawn = before.then(() => draw(path, type));
  before = drawn.catch(() => {});
  return drawn;
}

async function draw(path: string, type: string): Promise<Buffer> {
  const sharp = await loadSharp();
  try {
    const facts = await sharp(path, { limitInputPixels: false }).metadata();
    if (facts.format !== formats[type]) throw new MediaRefused("type");
    const onePicture = facts.width * (facts.pageHeight ?? facts.height);
    if (onePicture > mostPixels) throw new MediaRefused("too-many-pixels");
    const animated = (facts.pages ?? 1) > 1 && onePicture * facts.pages! <= mostPixels;
    const picture = sharp(path, { animated, limitInputPixels: mostPixels, failOn: "error" }).timeout({ seconds: longestSeconds });
    // Turning by EXIF would turn every frame; animations have no EXIF to turn by.
    const upright = animated ? picture : picture.autoOrient();
    return await encoded(upright.resize({ width: longestSide, height: longestSide, fit: "inside", withoutEnlargement: true }), type).toBuffer();
  } catch (error) {
    if (error instanceof MediaRefused) throw error;
    throw new MediaRefused("broken"); // sharp has no codes, and all it does here is read this one file
  }
}

/** Wide enough for a phone, and below a megabyte, the least any platform takes. */
const smallSide = 1280;

/** A picture of staff as a JPEG of at most 1280 pixels a side, nothing of the file but its pixels. Throws MediaRefused. */
export function smallPicture(content: Buffer): Promise<Buffer> {
  const drawn = before.then(async () => {
    const sharp = await loadSharp();
    try {
      return await sharp(content, { limitInputPixels: mostPixels, failOn: "error" }).timeout({ seconds: longestSeconds }).autoOrient().resize({ width: smallSide, height: smallSide, fit: "inside", withoutEnlargement: true }).flatten({ background: "#ffffff" }).jpeg({ quality: 80 }).toBuffer();
    } catch {
      throw new MediaRefused("broken");
    }
  });
  before = drawn.catch(() => {});
  return drawn;
}

/** Written out, because a format's defaults are made for the web's smallest files. */
function encoded(picture: Sharp, type: string): Sharp {
  if (type === "image/jpeg") return picture.jpeg({ quality: 85 });
  if (type === "image/webp") return picture.webp({ quality: 85 });
  return type === "image/gif" ? picture.gif() : picture.png();
}
