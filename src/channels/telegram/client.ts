import type { PlatformCall, SendReceipt } from "../contract.ts";
import { at } from "../untrusted.ts";
import { createTelegramApi, resultOf, type TelegramAnswer, type TelegramApi, type TelegramApiOptions } from "./api.ts";
import { cannotParse, movedTo, type TelegramRefusal } from "./error-meaning.ts";
import { plainOf } from "./html.ts";
import { uploadTimeoutMs } from "./policy.ts";
import { TelegramUploads, type FileToSend, type TelegramUpload } from "./uploads.ts";

/** A call whose file has to be put into its body first. */
export type TelegramCall = PlatformCall & { upload?: TelegramUpload };

type Body = Record<string, unknown>;

/** Sends what `renderTelegram` made. Throws `SendError` and nothing else. */
export function createTelegramClient(options: TelegramApiOptions, api: TelegramApi = createTelegramApi(options)) {
  const uploads = new TelegramUploads();

  return async function send(call: TelegramCall, signal?: AbortSignal): Promise<SendReceipt> {
    const answer = call.upload ? await sendFile(call, call.upload, signal) : await sendBody(call.method, call.body, { signal });
    const id = at(resultOf(call.method, answer), "message_id");
    return typeof id === "number" ? { messageId: String(id) } : {};
  };

  async function sendFile(call: TelegramCall, upload: TelegramUpload, signal?: AbortSignal): Promise<TelegramAnswer> {
    const options = { signal, timeoutMs: uploadTimeoutMs };
    const put = (file: FileToSend) => sendBody(call.method, { ...call.body, [upload.field]: file.value }, options);
    let file = await uploads.toSend(upload);
    let answer = await put(file);
    if (file.known && "refusal" in answer && answer.refusal.error_code === 400) {
      uploads.forget(file.key);
      answer = await put((file = await uploads.toSend(upload)));
    }
    if ("result" in answer) uploads.keep(file.key, answer.result);
    return answer;
  }

  /** One call, and once more for each remedy a refusal names. Refused calls were not carried out, so nothing goes out twice. */
  async function sendBody(method: string, first: Body, options: { signal?: AbortSignal; timeoutMs?: number }): Promise<TelegramAnswer> {
    let body = first;
    let answer = await api(method, body, options);
    for (const remedy of [toNewChat, withoutMarkup]) {
      const better = "refusal" in answer ? remedy(answer.refusal, body) : undefined;
      if (better) answer = await api(method, (body = better), options);
    }
    return answer;
  }
}

/** The chat goes on under another id; the update that tells so arrives by itself. */
function toNewChat(refusal: TelegramRefusal, body: Body): Body | undefined {
  const chat = movedTo(refusal);
  return chat === undefined || chat === body["chat_id"] ? undefined : { ...body, chat_id: chat };
}

function withoutMarkup(refusal: TelegramRefusal, body: Body): Body | undefined {
  if (body["parse_mode"] === undefined || !cannotParse(refusal)) return undefined;
  const { parse_mode: _, ...rest } = body;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, (key === "text" || key === "caption") && typeof value === "string" ? plainOf(value) : value]));
}
