import { createZaloArticleApi, createZaloTemplateApi } from "../channels/zalo/index.ts";
import { SendError } from "../core/send-error.ts";
import { raiseAlert } from "../pages/index.ts";
import { sendingRules } from "./sending-rules.ts";
import type { Service } from "./service.ts";

/** What one OA can do besides talking: articles, and paid templates within the page's own budget. Undefined: no such OA here. */
export function zaloOa(service: Service, oaId: string) {
  const id = `zalo:${oaId}`;
  const { directory, zaloTokens, config, pages } = service;
  const entry = directory.entry(id);
  if (!entry) return undefined;
  const { spending } = sendingRules(service);
  const tokens = { appId: String(entry.account.settings["appId"]), accessToken: () => zaloTokens.current(id), refreshed: (stale: string) => zaloTokens.refreshed(id, stale) };
  const priceOf = (name: string): number => Number(entry.account.settings[name] ?? Number.NaN);
  return {
    articles: createZaloArticleApi({ ...tokens, apiUrl: config.ZALO_API_URL }),
    templates: createZaloTemplateApi({
      ...tokens,
      apiUrl: config.ZALO_API_URL,
      businessUrl: config.ZALO_BUSINESS_URL,
      // Prices differ by template and contract, so none is guessed: without one nothing paid goes out.
      prices: { byUser: priceOf("templatePrice"), byPhone: priceOf("templatePhonePrice") },
      budget: {
        async reserve(vnd) {
          if (!Number.isFinite(vnd)) throw new SendError("quota", { platformCode: "no-price" });
          const reservation = await spending.reserve(id, vnd);
          if (!reservation) await raiseAlert(pages, { page: id, kind: "budget", severity: "warning", detail: "The month's budget for billed messages is used up." }, Date.now());
          return reservation && { refund: () => spending.refund(reservation) };
        },
      },
    }),
    /** VND spent or set aside this month. */
    spent: () => spending.spent(id),
  };
}
