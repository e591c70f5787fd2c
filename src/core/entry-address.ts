import type { ChannelName } from "./channel-name.ts";

/** Where an entry leads on one account. Without `url`: `why`. With `word`: the link itself carries nothing, the person sends the word. */
export type EntryAddress = { channel: ChannelName; url?: string; word?: string; why?: string };
