import { advance, chunkSize, planChunk, type Audience, type Broadcast, type BroadcastModels, type Recipient, type Windows } from "../broadcasts/index.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { Contacts, Reachability } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";

export type PlanPorts = {
  broadcasts: BroadcastModels;
  contacts: Contacts;
  lanes: Lanes;
  /** Ids of an audience's people after `after`, ascending. */
  people(audience: Audience, after: string, limit: number): Promise<string[]>;
  /** Messaging windows of the person's account. */
  windowsOf(contact: string): Windows;
  text(key: string, params: Record<string, unknown>, locale: string): string | undefined;
  now(): number;
};

/** Plans a broadcast to its end, chunk by chunk, and puts its messages behind every reply. Goes on where it stopped. */
export async function planBroadcast(id: string, ports: PlanPorts): Promise<void> {
  for (;;) {
    const broadcast = (await ports.broadcasts.broadcasts.findById(id).lean()) as Broadcast | null;
    if (!broadcast || broadcast.state !== "planning") return;
    const page = await nextPage(broadcast, ports);
    if (page.length === 0) {
      await ports.broadcasts.broadcasts.updateOne({ _id: id, state: "planning" }, { $set: { state: "sending" } });
      return;
    }
    const { chunk, recipients } = await planChunk(ports.broadcasts, broadcast, page, ports.windowsOf, ports.now());
    await ports.lanes.add("bulk", recipients.map((one) => laneItem(broadcast, one, ports)));
    await advance(ports.broadcasts, broadcast, chunk);
  }
}

async function nextPage(broadcast: Broadcast, ports: PlanPorts): Promise<Reachability[]> {
  if (broadcast.audience.kind === "all") return ports.contacts.page(broadcast.cursor, chunkSize);
  const ids = await ports.people(broadcast.audience, broadcast.cursor, chunkSize);
  const found = new Map((await ports.contacts.reachabilityOf(ids)).map((one) => [one._id, one]));
  // Somebody registered whose contact is gone stays in the rows, as out of reach: nobody silently drops out.
  return ids.map((id) => found.get(id) ?? { _id: id, stopped: false, reachable: false, lastInboundAt: 0, locale: "vi" });
}

function laneItem(broadcast: Broadcast, recipient: Recipient, ports: PlanPorts) {
  const message: OutboundMessage = {
    id: `b:${recipient.place}`,
    to: recipient.contact,
    text: textFor(broadcast, recipient.locale, ports),
    urgency: "bulk",
    broadcast: recipient.place,
    ...(recipient.windowEnds === undefined ? {} : { windowEnds: recipient.windowEnds }),
  };
  return { contact: recipient.contact, id: message.id, json: JSON.stringify(message) };
}

/** Staff's own words get the line that says how to stop notices. */
function textFor(broadcast: Broadcast, locale: string, ports: PlanPorts): string {
  const { content } = broadcast;
  if ("key" in content) return ports.text(content.key, content.params, locale) ?? "";
  const footer = ports.text("notice:footer", {}, locale);
  return footer ? `${content.text}\n\n${footer}` : content.text;
}
