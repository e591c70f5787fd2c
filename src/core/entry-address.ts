import type { ChannelName } from "./channel-name.ts";

/** Where an entry leads on one account. Without `url`: `why`. With `word`: the link itself carries nothing, the person sends the word. */
export type EntryAddress = { channel: ChannelName; url?: string; word?: string; why?: string };

/** What opens: a reference for links that carry one (Telegram: 64 of A-Za-z0-9_-), and what people send where links carry nothing. */
export type Entry = { ref: string; word: string };
