import type { Channel } from "../contract.ts";
import { createZaloClient } from "./client.ts";
import { parseZalo } from "./parse.ts";
import { zaloPolicy } from "./policy.ts";
import { renderZalo } from "./render.ts";
import { verifyZalo } from "./verify.ts";

export type ZaloSettings = {
  appId: string;
  oaId: string;
  /** The OA Secret Key of the console's webhook page; not the app secret. */
  oaSecretKey: string;
  /** Such as https://openapi.zalo.me, without a slash at the end. */
  apiUrl: string;
  accessToken: () => Promise<string>;
  /** Oldest event accepted, milliseconds; 3 h unless given. */
  maxAgeMs?: number;
};

/** One Zalo Official Account. */
export function createZaloChannel(settings: ZaloSettings): Channel {
  return {
    name: "zalo",
    account: settings.oaId,
    policy: zaloPolicy,
    verify: (request, now) => verifyZalo(request, settings, now),
    parse: (body, now) => parseZalo(body, settings.oaId, now),
    render: renderZalo,
    send: createZaloClient(settings),
  };
}
