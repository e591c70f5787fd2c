import type { OutboundChoice, OutboundMessage } from "../core/outbound-message.ts";
import { plainLine, plainText } from "../lib/text/plain-text.ts";
import { splitText } from "../lib/text/split-text.ts";
import type { ChannelPolicy } from "./contract.ts";

/** What every channel shows of a message: texts one after the other, and the buttons under the last. */
export type Layout = { parts: string[]; buttons: OutboundChoice[] };

/**
 * Fits a message to a platform. Labels that are too long stand in a numbered list in the order of the choices, so that "2" means the second,
 * and the buttons carry the numbers; when there are too many choices or a payload is too long, the list stands alone.
 */
export function layOut(message: OutboundMessage, policy: ChannelPolicy): Layout {
  const choices = tidyChoices(message);
  const numbers = choices.map((choice, index) => ({ label: String(index + 1), payload: choice.payload }));
  const buttons = [choices, numbers].find((candidates) => choicesFit(candidates, policy)) ?? [];
  const listed = buttons !== choices || message.text.trim() === ""; // no platform shows buttons without a text above
  return { parts: textParts(listed ? withNumberedList(message.text, choices) : message.text, policy.maxTextCharacters), buttons };
}

/** The text with its choices as a numbered list. */
export function withNumberedList(text: string, choices: readonly Pick<OutboundChoice, "label">[]): string {
  const lines = choices.map((choice, index) => `${index + 1}. ${choice.label}`);
  return [...(text.trim() === "" ? [] : [lines.length > 0 ? text.trimEnd() : text]), ...lines].join("\n");
}

/** The parts to send one after the other. Parts of mere white space are left out: every platform refuses them. */
export function textParts(text: string, max: number): string[] {
  return splitText(plainText(text), max).filter((part) => part.trim() !== "");
}

/** Choices with labels a platform accepts: one line, never empty. */
function tidyChoices(message: OutboundMessage): OutboundChoice[] {
  return (message.choices ?? []).map((choice, index) => ({ label: plainLine(choice.label) || String(index + 1), payload: choice.payload }));
}

/** Lengths in UTF-16 units, the largest plausible count. */
function choicesFit(choices: readonly OutboundChoice[], policy: ChannelPolicy): boolean {
  return choices.length <= policy.maxChoices
    && choices.every(({ label, payload }) => label.length <= policy.maxLabelCharacters && payload !== "" && Buffer.byteLength(payload) <= policy.maxPayloadBytes);
}
