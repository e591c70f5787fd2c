/** The platforms people write from. `terminal` is the command line's `chat` and never touches a store. */
export const channelNames = ["zalo", "zalo-bot", "messenger", "telegram", "webchat"] as const;
export type ChannelName = (typeof channelNames)[number];
