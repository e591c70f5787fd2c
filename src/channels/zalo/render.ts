import { contactParts } from "../../core/contact-id.ts";
import type { OutboundChoice, OutboundMessage } from "../../core/outbound-message.ts";
import { layOut, textParts, withNumberedList } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { at, list } from "../untrusted.ts";
import { consultationPath, zaloPolicy } from "./policy.ts";

/**
 * Consultation messages (§1.3): text parts, buttons under the last. `oa.query.hide` sends the payload back without showing it as
 * a bubble (`show` would put "#c:7:1" into the person's mouth).
 */
export function renderZalo(message: OutboundMessage): PlatformCall[] {
  const { person } = contactParts(message.to);
  const { parts, buttons } = layOut(message, zaloPolicy);
  return parts.map((part, index) => consultation(person, part, index === parts.length - 1 ? buttons : []));
}

function consultation(person: string, text: string, choices: readonly OutboundChoice[]): PlatformCall {
  const buttons = choices.map((choice) => ({ title: choice.label, type: "oa.query.hide", payload: choice.payload }));
  const attachment = { attachment: { type: "template", payload: { buttons } } };
  return { method: consultationPath, body: { recipient: { user_id: person }, message: { text, ...(buttons.length > 0 ? attachment : {}) } } };
}

/**
 * The same call with a numbered list in place of its buttons, or undefined when it has none: an OA whose package is too low gets -224
 * for buttons but may still send text. The list fits because a text with buttons leaves room or is cut into further calls.
 */
export function withoutButtons(call: PlatformCall): PlatformCall[] | undefined {
  const buttons = list(at(call.body, "message", "attachment", "payload", "buttons"));
  if (buttons.length === 0) return undefined;
  const person = String(at(call.body, "recipient", "user_id"));
  const choices = buttons.map((button) => ({ label: String(at(button, "title")) }));
  const text = withNumberedList(String(at(call.body, "message", "text")), choices);
  return textParts(text, zaloPolicy.maxTextCharacters).map((part) => consultation(person, part, []));
}
