import { readFile, stat } from "node:fs/promises";
import { SendError } from "../../core/send-error.ts";
import { at, list } from "../untrusted.ts";
import { uploadBytes } from "./policy.ts";

/** A file of ours that goes along with a call, in `field` of its body. `link` is its public address, in case it cannot be read. */
export type TelegramUpload = { field: "photo" | "document"; path: string; name: string; link?: string };

/** What stands in the field: bytes for telegraf's form, or what Telegram already has (a file id, an address). */
type FileValue = string | { source: Buffer; filename: string };
export type FileToSend = { value: FileValue; /** Telegram knew it already: a refusal may only mean that it has forgotten. */ known: boolean; key: string };

/** Enough for the posters of a year; the oldest go first. */
const mostKept = 200;

/** Files are uploaded once and sent by Telegram's file id from then on, per process: a poster for a thousand people travels once. */
export class TelegramUploads {
  private readonly ids = new Map<string, string>();

  /** Throws `SendError` "bad-content" for files that cannot be read or are too large for Telegram. */
  async toSend(upload: TelegramUpload): Promise<FileToSend> {
    const facts = await stat(upload.path).catch(() => undefined);
    if (!facts?.isFile() || facts.size === 0) return linked(upload);
    if (facts.size > uploadBytes[upload.field]) throw new SendError("bad-content", { platformCode: "too-large" });
    const key = JSON.stringify([upload.field, upload.path, facts.size, facts.mtimeMs]);
    const id = this.ids.get(key);
    if (id !== undefined) return { value: id, known: true, key };
    const source = await readFile(upload.path).catch(() => undefined);
    return source ? { value: { source, filename: upload.name }, known: false, key } : linked(upload);
  }

  /** Notes the id in a sent message. */
  keep(key: string, result: unknown): void {
    const id = fileIdOf(result);
    if (id === undefined || key === "") return;
    this.ids.set(key, id);
    if (this.ids.size > mostKept) this.ids.delete(this.ids.keys().next().value!);
  }

  forget(key: string): void {
    this.ids.delete(key);
  }
}

function linked({ link }: TelegramUpload): FileToSend {
  if (link === undefined) throw new SendError("bad-content", { platformCode: "unreadable" });
  return { value: link, known: false, key: "" };
}

/** A photo comes back in several sizes; the last is the largest and stands for all. */
function fileIdOf(message: unknown): string | undefined {
  const id = at(message, "document", "file_id") ?? at(list(at(message, "photo")).at(-1), "file_id");
  return typeof id === "string" && id.length <= 512 ? id : undefined;
}
