import { contactParts } from "../core/contact-id.ts";
import type { Json } from "../core/json.ts";
import type { Contact } from "../storage/contact.ts";

/** What conditions in flows may know about a person. Missing texts are "", so that `contact.name == ''` needs no guard. */
export function personFacts(contact: Contact): Record<string, Json> {
  return {
    locale: contact.locale,
    channel: contactParts(contact._id).channel,
    name: contact.profile.name ?? "",
    branch: contact.profile.branch ?? "",
    village: contact.profile.village ?? "",
    ageBand: contact.profile.ageBand ?? "",
    stopped: contact.stopped,
    stoppedSome: !contact.stopped && (contact.stoppedFor?.length ?? 0) > 0,
    returning: contact.version > 0,
    consents: { registration: false, ...contact.consents },
  };
}
