import type { Shape } from "./shape.ts";
import type { Call, Outcome } from "./stand-in.ts";
import type { TelegramFault, TelegramState } from "./telegram.ts";

/** The body of a call: JSON, or the fields of a form, whose files are bytes. */
export async function bodyOf(call: Call): Promise<Record<string, unknown>> {
  const type = call.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return (call.body ?? {}) as Record<string, unknown>;
  const form = await new Response(new Uint8Array(call.raw), { headers: { "content-type": type } }).formData();
  const fields: Record<string, unknown> = {};
  for (const [key, value] of form) {
    if (typeof value !== "string") fields[key] = { bytes: Buffer.from(await value.arrayBuffer()), name: value.name };
    else if (key !== "method") fields[key] = /^(reply_markup|link_preview_options)$/.test(key) ? JSON.parse(value) as unknown : value;
  }
  return fields;
}

/** The methods a bot may call here; undefined for any other. */
export function answerMethod(shape: Shape, method: string, body: Record<string, unknown>, state: TelegramState): Outcome | undefined {
  switch (method) {
    case "sendMessage": return sendMessage(shape, body, state);
    case "sendPhoto": return sendFile(shape, body, state, "photo");
    case "sendDocument": return sendFile(shape, body, state, "document");
    case "answerCallbackQuery": return answerCallbackQuery(shape, body, state);
    case "getMe": return ok({ id: state.botId, is_bot: true, first_name: "Cầu Nối", username: "cau_noi_bot" });
    case "getFile": return getFile(shape, body, state);
    case "setWebhook": return setWebhook(shape, body, state);
    case "deleteWebhook": return deleteWebhook(shape, body, state);
    case "getWebhookInfo": return ok({ url: state.webhook?.url ?? "", has_custom_certificate: false, pending_update_count: state.queue.updates.length });
    case "setMyCommands": return setMyCommands(shape, body, state);
    case "getMyDescription": return ok({ description: state.description });
    case "setMyDescription": state.description = shape.text(body["description"], "description", 0, 512); return ok(true);
    case "sendChatAction": return ok(true);
    default: return undefined;
  }
}

const extras = ["chat_id", "reply_markup", "disable_notification", "protect_content", "parse_mode"];

/** Text 1–4096 characters; callback_data 1–64 bytes (§2.2). */
function sendMessage(shape: Shape, body: Record<string, unknown>, state: TelegramState): Outcome {
  shape.object(body, "sendMessage", [...extras, "text", "link_preview_options"]);
  if (body["link_preview_options"] !== undefined) shape.object(body["link_preview_options"], "link_preview_options", ["is_disabled"]);
  const text = shape.text(shown(shape, body["text"], body["parse_mode"]), "message text", 1, 4096);
  return delivered(shape, body, state, text, { text });
}

function sendFile(shape: Shape, body: Record<string, unknown>, state: TelegramState, kind: "photo" | "document"): Outcome {
  shape.object(body, kind, [...extras, kind, "caption"]);
  const caption = body["caption"] === undefined ? "" : shape.text(shown(shape, body["caption"], body["parse_mode"]), "caption", 1, 1024);
  const file = body[kind] as string | { bytes: Buffer; name: string } | undefined;
  let id = file as string;
  if (typeof file === "object" && Buffer.isBuffer(file.bytes)) {
    shape.must(file.bytes.length > 0 && file.bytes.length <= (kind === "photo" ? 10 : 50) * 1_048_576, `${kind} has ${file.bytes.length} bytes`);
    id = state.keepFile(file.bytes);
    state.uploads += 1;
  } else {
    shape.must(typeof file === "string" && (file.startsWith("https://") || state.files.has(file)), "wrong file identifier/HTTP URL specified");
  }
  return delivered(shape, body, state, caption, kind === "photo" ? { photo: [{ file_id: `${id}`, width: 1, height: 1 }] } : { document: { file_id: id } });
}

/** What people see of a text in HTML; tags other than ours or lone signs are what Telegram refuses. */
function shown(shape: Shape, text: unknown, parseMode: unknown): unknown {
  if (parseMode === undefined || typeof text !== "string") return text;
  shape.must(parseMode === "HTML", "parse_mode must be HTML");
  const plain = text.replace(/<b>([^<>]*)<\/b>/g, "$1");
  shape.must(!/[<>]|&(?!lt;|gt;|amp;)/.test(plain), "can't parse entities");
  return plain.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

let lastMessage = 0;

function delivered(shape: Shape, body: Record<string, unknown>, state: TelegramState, text: string, content: Record<string, unknown>): Outcome {
  const to = String(body["chat_id"]);
  shape.must(/^-?\d{1,16}$/.test(to) && ["number", "string"].includes(typeof body["chat_id"]), "chat_id must be an integer");
  const choices = choicesOf(shape, body["reply_markup"]);
  if (shape.fault) return ok(false);
  const wait = state.retryAfter(to);
  if (wait !== undefined) return refusal({ code: 429, description: "Too Many Requests: retry later", retryAfter: wait });
  lastMessage += 1;
  const result = { message_id: lastMessage, date: Math.floor(Date.now() / 1000), chat: { id: Number(to), type: "private" }, ...content };
  return { ...ok(result), delivered: { to, id: String(lastMessage), text, choices, raw: body } };
}

function choicesOf(shape: Shape, markup: unknown): { label: string; payload: string }[] {
  if (markup === undefined) return [];
  const rows = shape.list(shape.object(markup, "reply_markup", ["inline_keyboard"])["inline_keyboard"], "inline_keyboard", 1, 100);
  return rows.flatMap((row) => shape.list(row, "a row of buttons", 1, 8)).map((button) => {
    const { text: label, callback_data: payload } = shape.object(button, "button", ["text", "callback_data"]);
    shape.text(label, "button.text", 1, 1000);
    shape.must(typeof payload === "string" && payload !== "" && Buffer.byteLength(payload) <= 64, "BUTTON_DATA_INVALID");
    return { label: label as string, payload: payload as string };
  });
}

function answerCallbackQuery(shape: Shape, body: Record<string, unknown>, state: TelegramState): Outcome {
  const { callback_query_id: id, text } = shape.object(body, "answerCallbackQuery", ["callback_query_id", "text", "show_alert", "cache_time"]);
  shape.must(typeof id === "string" && (text === undefined || (typeof text === "string" && text.length <= 200)), "answerCallbackQuery is malformed");
  if (!state.spinning.delete(id as string)) return refusal({ code: 400, description: "Bad Request: query is too old and response timeout expired or query ID is invalid" });
  return ok(true);
}

function getFile(shape: Shape, body: Record<string, unknown>, state: TelegramState): Outcome {
  const { file_id: id } = shape.object(body, "getFile", ["file_id"]);
  const bytes = state.files.get(String(id));
  if (!bytes) return refusal({ code: 400, description: "Bad Request: wrong file_id or the file is temporarily unavailable" });
  if (bytes.length > 20 * 1_048_576) return refusal({ code: 400, description: "Bad Request: file is too big" });
  return ok({ file_id: id, file_unique_id: "u", file_size: bytes.length, file_path: `photos/${String(id)}` });
}

function setWebhook(shape: Shape, body: Record<string, unknown>, state: TelegramState): Outcome {
  const { url, secret_token: secret, max_connections: connections, allowed_updates: allowed } = shape.object(body, "setWebhook", ["url", "secret_token", "allowed_updates", "max_connections", "drop_pending_updates"]);
  shape.must(typeof url === "string" && url.startsWith("https://"), "an HTTPS URL must be provided for webhook");
  shape.must(typeof secret === "string" && /^[A-Za-z0-9_-]{1,256}$/.test(secret), "secret token contains unallowed characters");
  shape.must(connections === undefined || (Number.isInteger(connections) && (connections as number) >= 1 && (connections as number) <= 100), "max_connections must be 1-100");
  shape.list(allowed, "allowed_updates", 1, 20);
  if (shape.fault) return ok(false);
  state.webhook = { url: url as string, secret_token: secret as string, allowed_updates: allowed as string[] };
  state.queue.interrupt();
  return ok(true);
}

function deleteWebhook(shape: Shape, body: Record<string, unknown>, state: TelegramState): Outcome {
  const { drop_pending_updates: drop } = shape.object(body, "deleteWebhook", ["drop_pending_updates"]);
  if (drop === true) state.queue.updates = [];
  state.webhook = undefined;
  return ok(true);
}

function setMyCommands(shape: Shape, body: Record<string, unknown>, state: TelegramState): Outcome {
  const { commands, language_code: language = "" } = shape.object(body, "setMyCommands", ["commands", "language_code", "scope"]);
  for (const one of shape.list(commands, "commands", 0, 100)) {
    const { command, description } = shape.object(one, "command", ["command", "description"]);
    shape.must(typeof command === "string" && /^[a-z0-9_]{1,32}$/.test(command), "BOT_COMMAND_INVALID");
    shape.text(description, "command description", 1, 256);
  }
  shape.must(/^([a-z]{2})?$/.test(String(language)), "language_code must have two letters");
  state.commands.set(String(language), commands);
  return ok(true);
}

export function ok(result: unknown): Outcome {
  return { status: 200, body: { ok: true, result } };
}

export function refusal({ code, description = `refused with ${code}`, retryAfter, migrateTo }: TelegramFault): Outcome {
  const parameters = { ...(retryAfter === undefined ? {} : { retry_after: retryAfter }), ...(migrateTo === undefined ? {} : { migrate_to_chat_id: migrateTo }) };
  return { status: code, body: { ok: false, error_code: code, description, ...(Object.keys(parameters).length > 0 ? { parameters } : {}) } };
}
