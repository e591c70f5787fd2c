import { auditModels, type AuditModels } from "../audit/index.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { OfficePorts } from "../office/index.ts";
import { peopleModels, type PeopleModels } from "../people/index.ts";
import { staffModels, type StaffModels } from "../staff/index.ts";
import type { Connection } from "mongoose";
import { liveTopic } from "../web/console/live.ts";
import type { Service } from "./service.ts";

/** The rooms only staff work in. */
export type OfficeRooms = { people: PeopleModels; staff: StaffModels; audit: AuditModels };

export async function openOfficeRooms(connection: Connection): Promise<OfficeRooms> {
  const rooms: OfficeRooms = { people: peopleModels(connection), staff: staffModels(connection), audit: auditModels(connection) };
  for (const room of Object.values(rooms)) for (const model of Object.values(room)) await model.createIndexes();
  return rooms;
}

/** What the verbs of staff work on. */
export function officePorts({ rooms, pages, contacts, log, secret, config, lanes, texts, stores }: Service): OfficePorts {
  const { units, people, clubs, dialogues, questions, consent, handovers, identities, staff, audit } = rooms;
  return {
    units, people, clubs, dialogues, questions, consent, handovers, identities, pages, staff, audit, contacts, log, secret,
    timeZone: config.TIME_ZONE,
    async tell({ id, contact, key, params = {} }) {
      const found = await contacts.load(contact);
      if (!found) return false;
      const message: OutboundMessage = { id, to: contact, text: texts.text(key, params, found.locale) ?? "", urgency: "reply" };
      await lanes.add("out", [{ contact, id, json: JSON.stringify(message) }]);
      return true;
    },
    async announce(topic, commune) {
      await stores.redis.publish(liveTopic(lanes.prefix), JSON.stringify({ topic, ...(commune === undefined ? {} : { commune }) }));
    },
  };
}
