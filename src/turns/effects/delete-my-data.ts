import { consentSubject, forgetRequests, logSelfService, recordRequest } from "../../consent/index.ts";
import { contactParts } from "../../core/contact-id.ts";
import { forgetCases } from "../../cases/index.ts";
import { erasePerson } from "../../members/index.ts";
import { peopleOfContact } from "../../people/index.ts";
import type { Effect } from "../effect-contract.ts";
import { communeOf } from "./commune-of.ts";
import type { Shelf } from "./effect-tools.ts";
import { otherChannels } from "./linked-contacts.ts";

/** → deleted `{channels, record}`, the linked ones where data still is, each deleted only there: gone from every room, the message log and the queues; the turn deletes the contact itself. `record`: the register has an entry of theirs; its deletion is a request of its own, for staff to decide within the law's time. */
export const deleteMyData = ({ rooms, tools }: Shelf): Effect => ({
  name: "delete-my-data",
  outcomes: ["deleted"],
  async run(_args, context) {
    const { contact, key, now } = context;
    const channels = await otherChannels(rooms, context);
    const mark = tools.mark(key);
    const commune = await communeOf({ rooms, tools }, contact);
    const records = await peopleOfContact(rooms.people, contact._id);
    for (const record of records) await recordRequest(rooms.requests, { _id: `${mark}-${record._id}`, ref: tools.code("YC", key), kind: "delete", commune: record.commune, person: record._id, contact: undefined, words: undefined, via: contactParts(contact._id).channel, now });
    for (const record of records) await tools.callStaff?.({ id: `data-request|${mark}|${record._id}`, right: "privacy.answer", commune: record.commune, key: "staff-news:data-request" });
    await forgetCases(rooms.cases, { contact: contact._id }, now);
    await forgetRequests(rooms.requests, { contact: contact._id });
    await rooms.people.people.updateMany({ contacts: contact._id }, { $pull: { contacts: contact._id }, $inc: { revision: 1 } });
    await erasePerson(rooms, { contact: contact._id, subject: consentSubject(tools.secret, contact._id), mark, now }, tools.tellPromotion);
    await tools.forgetMessages(contact._id);
    const asked = await rooms.requests.requests.exists({ _id: { $gt: `${mark}-`, $lt: `${mark}.` } });
    await tools.forgetOffice?.(contact._id);
    await logSelfService(rooms.requests, { id: mark, ref: tools.code("YC", `${key}|log`), kind: "delete", commune, via: contactParts(contact._id).channel, now });
    return { outcome: "deleted", values: { channels, record: asked !== null }, forget: true };
  },
});
