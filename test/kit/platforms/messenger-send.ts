import { badParameter, refusal, violated, type MessengerSettings, type MessengerState } from "./messenger-state.ts";
import { Shape } from "./shape.ts";
import type { Outcome } from "./stand-in.ts";

type QuickReply = { title: string; payload: string };
type Message = { text: string; quickReplies: QuickReply[]; metadata?: string };

const weekMs = 7 * 86_400_000;

/** `POST /<page>/messages`: every documented form of it, and nothing else. */
export function receiveMessage(body: unknown, settings: MessengerSettings, state: MessengerState): Outcome {
  const shape = new Shape();
  const type = (body as { messaging_type?: unknown } | undefined)?.messaging_type;
  const root = shape.object(body, "body", ["recipient", "messaging_type", "message", "sender_action", "notification_type", "reply_to", ...(type === "MESSAGE_TAG" ? ["tag"] : [])]);
  const recipient = shape.object(root["recipient"], "recipient", ["id", "comment_id"]);
  const tag = checkType(shape, root, recipient, settings);
  if (tag) return tag;
  if (root["sender_action"] !== undefined) return shape.fault ? badParameter(shape.fault) : { status: 200, body: { recipient_id: recipient["id"] } };
  const message = type === "UTILITY" ? checkTemplate(shape, root["message"], state) : checkMessage(shape, root["message"]);
  if (shape.fault) return badParameter(shape.fault);
  if (recipient["comment_id"] !== undefined) return privateReply(String(recipient["comment_id"]), message, body, settings, state);
  const person = recipient["id"] as string;
  if ((state.owners.get(person) ?? settings.appId) !== settings.appId) return refusal({ code: 10, subcode: 2018300, message: "(#10) Message failed to send because another app is controlling this thread now." });
  return taken(person, message, body, state, { recipient_id: person });
}

/** Who it goes to and in which window; HUMAN_AGENT alone is alive, where it was granted (§1.7). */
function checkType(shape: Shape, root: Record<string, unknown>, recipient: Record<string, unknown>, settings: MessengerSettings): Outcome | undefined {
  const type = root["messaging_type"];
  const comment = recipient["comment_id"] !== undefined;
  shape.must(comment !== (recipient["id"] !== undefined), "recipient must be one of id and comment_id");
  shape.text(comment ? recipient["comment_id"] : recipient["id"], "recipient", 1, 128);
  if (root["sender_action"] !== undefined) {
    shape.must(["typing_on", "typing_off", "mark_seen"].includes(root["sender_action"] as string) && root["message"] === undefined, "sender_action stands alone");
    return undefined;
  }
  if (type === "MESSAGE_TAG" && root["tag"] !== "HUMAN_AGENT") return violated(`the tag ${String(root["tag"])} is dead`, { code: 100, subcode: 1893061, message: "(#100) Invalid parameter" });
  if (type === "MESSAGE_TAG" && !settings.humanAgent) return violated("HUMAN_AGENT was not granted", { code: 10, message: "(#10) Application does not have permission for this action" });
  shape.must(["RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"].includes(type as string) || (comment && type === undefined), "messaging_type must be RESPONSE, UPDATE, MESSAGE_TAG or UTILITY");
  return undefined;
}

function checkMessage(shape: Shape, value: unknown): Message {
  const message = shape.object(value, "message", ["text", "attachment", "quick_replies", "metadata"]);
  if (message["metadata"] !== undefined) shape.text(message["metadata"], "message.metadata", 1, 999);
  shape.must((message["text"] === undefined) !== (message["attachment"] === undefined), "a message has a text or an attachment");
  const shown = message["attachment"] === undefined ? shape.text(message["text"], "message.text", 1, 1999) : checkAttachment(shape, message["attachment"]);
  const replies = message["quick_replies"] === undefined ? [] : shape.list(message["quick_replies"], "quick_replies", 1, 13);
  for (const reply of replies) {
    const { content_type: type, title, payload } = shape.object(reply, "quick_reply", ["content_type", "title", "payload", "image_url"]);
    shape.must(type === "text", "quick_reply.content_type must be text");
    shape.text(title, "quick_reply.title", 1, 20);
    shape.text(payload, "quick_reply.payload", 1, 1000);
  }
  return { text: shown, quickReplies: replies as QuickReply[], ...(message["metadata"] === undefined ? {} : { metadata: message["metadata"] as string }) };
}

/** Files by address only; the person sees them as `[image]`. */
function checkAttachment(shape: Shape, value: unknown): string {
  const { type, payload } = shape.object(value, "attachment", ["type", "payload"]);
  shape.must(["image", "audio", "video", "file"].includes(type as string), "attachment.type is unknown");
  const { url, is_reusable: reusable } = shape.object(payload, "attachment.payload", ["url", "is_reusable"]);
  shape.must(URL.canParse(shape.text(url, "attachment.payload.url", 1, 2000)) && String(url).startsWith("https://"), "attachment.payload.url must be a public https address");
  shape.must(reusable === undefined || typeof reusable === "boolean", "is_reusable must be a boolean");
  return `[${String(type)}] ${String(url)}`;
}

/** An approved template with all of its placeholders; the person sees it filled in. */
function checkTemplate(shape: Shape, value: unknown, state: MessengerState): Message {
  const message = shape.object(value, "message", ["template"]);
  const { name, language, components } = shape.object(message["template"], "message.template", ["name", "language", "components"]);
  const { code } = shape.object(language, "template.language", ["code"]);
  const template = state.templates.find((one) => one.name === name && one.language === code);
  shape.must(template?.status === "APPROVED", "there is no approved template of this name");
  let text = template?.components.find((one) => one.type === "BODY")?.text ?? "";
  const buttons = template?.components.find((one) => one.type === "BUTTONS")?.buttons ?? [];
  for (const component of components === undefined ? [] : shape.list(components, "components", 1, 2)) {
    const { type, parameters } = shape.object(component, "component", ["type", "parameters"]);
    shape.must(type === "body" || type === "buttons", "component.type must be body or buttons");
    const given = shape.list(parameters, "parameters", 1, 50);
    if (type === "buttons") shape.must(given.length === buttons.length, "every button needs a payload");
    else given.forEach((one, index) => {
      const { type: kind, parameter_name: parameter = String(index + 1), text: filled } = shape.object(one, "parameter", ["type", "parameter_name", "text"]);
      shape.must(kind === "text", "parameter.type must be text");
      text = text.replaceAll(`{{${String(parameter)}}}`, shape.text(filled, "parameter.text", 1, 1000));
    });
  }
  shape.must(!text.includes("{{"), "a placeholder has no value");
  return { text, quickReplies: [] };
}

/** One a comment, within 7 days (§1.10). */
function privateReply(commentId: string, message: Message, body: unknown, settings: MessengerSettings, state: MessengerState): Outcome {
  const comment = state.comments.get(commentId);
  if (!comment) return refusal({ code: 100, subcode: 33, message: "(#100) Unsupported post request: no such object" });
  if (state.repliedComments.has(commentId)) return violated("a second private reply to one comment", { code: 10900, message: "(#10900) Activity already replied to" });
  if (comment.at + weekMs < Date.now()) return violated("a private reply after 7 days", { code: 10903, message: "(#10903) This user cant reply to this activity" });
  if (comment.psid === settings.pageId) return violated("a private reply to a page", { code: 10903 });
  state.repliedComments.add(commentId);
  return taken(comment.psid, message, body, state, {});
}

function taken(to: string, { text, quickReplies, metadata }: Message, raw: unknown, state: MessengerState, named: Record<string, unknown>): Outcome {
  const mid = state.nextMid();
  state.sent.push({ mid, to, at: Date.now(), text, ...(metadata === undefined ? {} : { metadata }) });
  return { status: 200, body: { ...named, message_id: mid }, delivered: { to, id: mid, text, choices: quickReplies.map(({ title, payload }) => ({ label: title, payload })), raw } };
}
