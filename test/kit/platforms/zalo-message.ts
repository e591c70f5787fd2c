import type { Shape } from "./shape.ts";
import type { ZaloState } from "./zalo-state.ts";

export type ZaloButton = { title: string; type: string; payload: unknown };
export type CheckedMessage = { to: string; text: string; buttons: ZaloButton[]; /** Zalo's own code for what is wrong beyond the shape. */ code?: number };

/** A consultation message (§1.3): text, text with buttons, one picture, a file, a list or the form. */
export function checkMessage(shape: Shape, body: unknown, state: ZaloState): CheckedMessage {
  const root = shape.object(body, "body", ["recipient", "message"]);
  const to = shape.text(shape.object(root["recipient"], "recipient", ["user_id"])["user_id"], "recipient.user_id", 1, 128);
  const message = shape.object(root["message"], "message", ["text", "attachment", "quote_message_id"]);
  if (message["attachment"] === undefined) return { to, text: shape.text(message["text"], "message.text", 1, 2000), buttons: [] };
  const attachment = shape.object(message["attachment"], "attachment", ["type", "payload"]);
  if (attachment["type"] === "file") return { to, text: "", buttons: [], ...fileCode(shape, attachment["payload"], message["text"], state) };
  shape.must(attachment["type"] === "template", "attachment.type must be template or file");
  const payload = attachment["payload"] as Record<string, unknown> | undefined;
  if (payload?.["template_type"] === undefined) return { to, text: shape.text(message["text"], "message.text", 1, 2000), buttons: checkButtons(shape, payload) };
  const text = message["text"] === undefined ? "" : shape.text(message["text"], "message.text", 1, 2000);
  return { to, text, buttons: [], ...checkTemplate(shape, payload, state) };
}

function checkButtons(shape: Shape, payload: unknown): ZaloButton[] {
  const buttons = shape.list(shape.object(payload, "attachment.payload", ["buttons"])["buttons"], "buttons", 1, 5);
  for (const button of buttons) {
    const { title, type, payload: carried } = shape.object(button, "button", ["title", "type", "payload", "image_icon"]);
    shape.text(title, "button.title", 1, 100);
    const query = type === "oa.query.show" || type === "oa.query.hide";
    if (query) shape.text(carried, "button.payload", 1, 1000);
    else shape.must(["oa.open.url", "oa.open.sms", "oa.open.phone"].includes(type as string) && typeof carried === "object", "button.type is unknown");
  }
  return buttons as ZaloButton[];
}

function checkTemplate(shape: Shape, payload: Record<string, unknown>, state: ZaloState): { code?: number } {
  switch (payload["template_type"]) {
    case "media": return checkMedia(shape, payload, state);
    case "request_user_info": return checkForm(shape, payload);
    case "list": return checkList(shape, payload);
    default:
      shape.must(false, "template_type is unknown");
      return {};
  }
}

function checkMedia(shape: Shape, payload: Record<string, unknown>, state: ZaloState): { code?: number } {
  shape.object(payload, "payload", ["template_type", "elements"]);
  const [element] = shape.list(payload["elements"], "elements", 1, 1);
  const { media_type: type, url, attachment_id: id, width, height } = shape.object(element, "element", ["media_type", "url", "attachment_id", "width", "height"]);
  shape.must(["image", "gif", "sticker"].includes(type as string), "media_type is unknown");
  shape.must((url === undefined) !== (id === undefined), "an element has either url or attachment_id");
  if (url !== undefined) shape.must(typeof url === "string" && /^https:\/\//.test(url), "url must be public https");
  if (type === "gif") shape.must(Number(width) > 0 && Number(height) > 0, "gif needs width and height");
  return id === undefined || state.uploads.get(String(id))?.kind === type ? {} : { code: -100 };
}

function fileCode(shape: Shape, payload: unknown, text: unknown, state: ZaloState): { code?: number } {
  const { token } = shape.object(payload, "payload", ["token"]);
  shape.must(text === undefined, "a file has no text");
  shape.text(token, "token", 1, 4096);
  return state.uploads.get(String(token))?.kind === "file" ? {} : { code: -100 };
}

function checkForm(shape: Shape, payload: Record<string, unknown>): { code?: number } {
  shape.object(payload, "payload", ["template_type", "elements"]);
  const [element] = shape.list(payload["elements"], "elements", 1, 1);
  const { title, subtitle, image_url: image } = shape.object(element, "element", ["title", "subtitle", "image_url"]);
  shape.text(title, "title", 1, 100);
  shape.text(subtitle, "subtitle", 1, 500);
  shape.must(typeof image === "string" && /^https:\/\/(?!localhost)/.test(image), "image_url must be public https");
  return {};
}

function checkList(shape: Shape, payload: Record<string, unknown>): { code?: number } {
  shape.object(payload, "payload", ["template_type", "elements", "buttons"]);
  for (const [index, element] of shape.list(payload["elements"], "elements", 1, 5).entries()) {
    const { title, subtitle } = shape.object(element, "element", ["title", "subtitle", "image_url", "default_action"]);
    shape.text(title, "title", 1, 100);
    if (index === 0 || subtitle !== undefined) shape.text(subtitle, "subtitle", 1, 500);
  }
  return {};
}
