import type { Channel, ChannelPolicy } from "../contract.ts";
import { createZaloApi, type ZaloApi } from "./api.ts";
import { createZaloArticles } from "./articles.ts";
import { createZaloCaller, type ZaloTokenSource } from "./caller.ts";
import { createZaloClient } from "./client.ts";
import { parseZalo } from "./parse.ts";
import { zaloPolicy } from "./policy.ts";
import { renderZalo } from "./render.ts";
import { verifyZalo } from "./verify.ts";
import { createZaloTemplates, type ZbsOptions } from "./zbs.ts";

export type ZaloSettings = ZaloTokenSource & {
  appId: string;
  oaId: string;
  /** The OA Secret Key of the console's webhook page; not the app secret. */
  oaSecretKey: string;
  /** Such as https://openapi.zalo.me, without a slash at the end. */
  apiUrl: string;
  /** Oldest event accepted, milliseconds; 3 h unless given. */
  maxAgeMs?: number;
  /** Bulk messages a second this OA's package bears, when less than the app may. */
  perSecond?: number;
  /** false: nothing is ever billed, the window closes after the free 48 h. Otherwise the account's budget decides (`jobs/spending.ts`). */
  paid?: boolean;
  /** VND of one billed message, where the package has another price. */
  paidPrice?: number;
  timeoutMs?: number;
};

export type ZaloChannel = Channel & { api: ZaloApi };

/** One Zalo Official Account. */
export function createZaloChannel(settings: ZaloSettings): ZaloChannel {
  const call = createZaloCaller({ ...settings, url: settings.apiUrl, host: "oa" });
  const api = createZaloApi(call);
  return {
    name: "zalo",
    account: settings.oaId,
    policy: policyOf(settings),
    verify: (request, now) => verifyZalo(request, settings, now),
    parse: (body, now) => parseZalo(body, settings.oaId, now),
    render: renderZalo,
    send: createZaloClient(settings, call),
    probe: (signal) => api.oa(signal),
    api,
  };
}

function policyOf({ perSecond, paid, paidPrice }: ZaloSettings): ChannelPolicy {
  const { paidWindowMs, paidPrice: usualPrice, ...free } = zaloPolicy;
  return {
    ...free,
    ...(perSecond === undefined ? {} : { bulkPerSecond: Math.min(perSecond, free.bulkPerSecond) }),
    ...(paid === false ? {} : { paidWindowMs, paidPrice: paidPrice ?? usualPrice }),
  };
}

/** Articles and their broadcast, for an OA. */
export function createZaloArticleApi(settings: ZaloTokenSource & { apiUrl: string }) {
  return createZaloArticles(createZaloCaller({ ...settings, url: settings.apiUrl, host: "oa" }));
}

/** Paid templates by user id and phone number, for an OA. `businessUrl` such as https://business.openapi.zalo.me. */
export function createZaloTemplateApi(settings: ZaloTokenSource & { apiUrl: string; businessUrl: string } & Pick<ZbsOptions, "budget" | "prices">) {
  const oa = createZaloCaller({ ...settings, url: settings.apiUrl, host: "oa" });
  const business = createZaloCaller({ ...settings, url: settings.businessUrl, host: "business" });
  return createZaloTemplates({ oa, business, budget: settings.budget, prices: settings.prices });
}
