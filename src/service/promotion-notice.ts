import type { OutboundMessage } from "../core/outbound-message.ts";
import type { TellPromotion } from "../dialogues/index.ts";
import type { Texts } from "../runtime/texts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";

/** "You have a seat now": goes with the replies, because the person waits for it. The promotion's id makes it one message. */
export function createPromotionNotice(lanes: Lanes, texts: Texts): TellPromotion {
  return async ({ id, contact, locale, title, startsAt, place, code }) => {
    const text = texts.text("notice:promoted", { title, when: startsAt, place, code }, locale) ?? "";
    const message: OutboundMessage = { id: `promoted:${id}`, to: contact, text, urgency: "reply" };
    await lanes.add("out", [{ contact, id: message.id, json: JSON.stringify(message) }]);
  };
}
