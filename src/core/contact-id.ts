import { channelNames, type ChannelName } from "./channel-name.ts";

/**
 * One person as one account of one channel knows them: `channel:account:person`.
 * Platform ids differ per page and OA (PSID, OA-scoped user id), so the account belongs to the key.
 */
export type ContactId = string;

export type ContactParts = { channel: ChannelName; account: string; person: string };

/** Joins the parts to a contact id. Platform ids are decimal strings or tokens; a colon inside one is refused. */
export function contactId(parts: ContactParts): ContactId {
  if (parts.account.includes(":") || parts.person.includes(":")) throw new Error("an id may not contain a colon");
  return `${parts.channel}:${parts.account}:${parts.person}`;
}

/** Takes a contact id apart. Throws on anything `contactId` could not have made. */
export function contactParts(id: ContactId): ContactParts {
  const [channel, account, person, ...rest] = id.split(":");
  if (!account || !person || rest.length > 0 || !channelNames.includes(channel as ChannelName)) throw new Error("not a contact id");
  return { channel: channel as ChannelName, account, person };
}
