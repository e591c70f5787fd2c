import type { Channel } from "../contract.ts";
import { createWebchatClient, type WebchatMailbox } from "./client.ts";
import { parseWebchat } from "./parse.ts";
import { webchatPolicy } from "./policy.ts";
import { renderWebchat } from "./render.ts";
import { verifyWebchat } from "./verify.ts";

export type { WebchatEntry, WebchatMailbox } from "./client.ts";
export { visitorBody } from "./verify.ts";

export type WebchatSettings = { account?: string; mailbox: WebchatMailbox };

/** The web chat of this installation; further ones of other pages get their own account. */
export function createWebchatChannel({ account = "web", mailbox }: WebchatSettings): Channel {
  return {
    name: "webchat",
    account,
    policy: webchatPolicy,
    verify: verifyWebchat,
    parse: (body, now) => parseWebchat(body, account, now),
    render: renderWebchat,
    send: createWebchatClient(mailbox),
  };
}
