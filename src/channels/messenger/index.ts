import type { Channel } from "../contract.ts";
import { createMessengerClient } from "./client.ts";
import { parseMessenger } from "./parse.ts";
import { messengerPolicy } from "./policy.ts";
import { renderMessenger } from "./render.ts";
import { confirmMessenger, verifyMessenger } from "./verify.ts";

export type MessengerSettings = {
  pageId: string;
  accessToken: string;
  appSecret: string;
  /** The word typed into Meta's webhook form. */
  verifyToken: string;
  /** Such as https://graph.facebook.com; a version at its end is kept, otherwise ours is added. */
  apiUrl: string;
};

/** One Facebook page. */
export function createMessengerChannel(settings: MessengerSettings): Channel {
  return {
    name: "messenger",
    account: settings.pageId,
    policy: messengerPolicy,
    verify: (request) => verifyMessenger(request, settings.appSecret),
    confirm: (query) => confirmMessenger(query, settings.verifyToken),
    parse: (body, now) => parseMessenger(body, settings.pageId, now),
    render: renderMessenger,
    send: createMessengerClient(settings),
  };
}
