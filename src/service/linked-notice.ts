import { contactParts } from "../core/contact-id.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { Texts } from "../runtime/texts.ts";
import type { Contacts } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import type { EffectPorts } from "../turns/effects/index.ts";

/** "This account was linked with Zalo. Not you?": goes with the replies, to whoever made the code, in their language. The act's mark makes it one message. */
export function createLinkedNotice(lanes: Lanes, contacts: Contacts, texts: Texts): EffectPorts["tellLinked"] {
  return async ({ id, contact, by }) => {
    const locale = (await contacts.load(contact))?.locale ?? "vi";
    const channel = texts.text("link-account:channel", { channel: contactParts(by).channel }, locale) ?? "";
    const text = texts.text("link-account:notice", { channel }, locale) ?? "";
    const message: OutboundMessage = { id: `linked:${id}`, to: contact, text, urgency: "reply" };
    await lanes.add("out", [{ contact, id: message.id, json: JSON.stringify(message) }]);
  };
}
