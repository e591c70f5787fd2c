import { SendError } from "../../core/send-error.ts";
import { at, platformId, words } from "../untrusted.ts";
import type { ZaloCaller, ZaloReply } from "./caller.ts";

/** Money for templates. `reserve` sets the price aside, undefined when there is no room; `refund` when it certainly did not go out. */
export type TemplateBudget = { reserve(vnd: number): Promise<{ refund(): Promise<void> } | undefined> };

export type ZbsOptions = {
  /** The OA's host, for templates by user id. */
  oa: ZaloCaller;
  /** https://business.openapi.zalo.me, for templates by phone number. */
  business: ZaloCaller;
  budget: TemplateBudget;
  /** VND of one message without VAT, as the account agreed with Zalo: prices differ by template and change. */
  prices: { byUser: number; byPhone: number };
};

export type TemplateData = Record<string, string | number>;
export type TemplateReceipt = { messageId?: string; sentAt?: number; /** Templates left today, by phone number only. */ remaining?: number };
export type TemplateFacts = { name?: string; status?: string; priceByPhone?: number; priceByUser?: number };

const longestTracking = 48;

/**
 * Approved and paid templates (§4.4), the only notices outside the windows. Nothing is sent without money: the price is set aside first
 * and given back when Zalo certainly refused. After an unknown outcome it stays spent, and the message is not repeated.
 */
export function createZaloTemplates({ oa, business, budget, prices }: ZbsOptions) {
  async function paid(price: number, send: () => Promise<ZaloReply>): Promise<unknown> {
    const reserved = await budget.reserve(price);
    if (!reserved) throw new SendError("quota", { platformCode: "no-budget" });
    try {
      return (await send()).data;
    } catch (error) {
      if (!(error instanceof SendError) || error.code !== "unknown-outcome") await reserved.refund();
      throw error;
    }
  }

  return {
    /** To a person of the OA. Zalo keeps no reference of ours here: the caller notes the message's id. */
    async toUser(user: string, template: string, data: TemplateData): Promise<TemplateReceipt> {
      const body = { user_id: user, template_id: template, template_data: data };
      return receiptOf(await paid(prices.byUser, () => oa({ path: "v3.0/oa/message/template", body })));
    },
    /** To a phone number in any form beginning with 84. `development` reaches admins of app and OA only and costs nothing. */
    async toPhone(phone: string, template: string, data: TemplateData, { tracking, development }: { tracking: string; development?: boolean }): Promise<TemplateReceipt> {
      const number = phone.replace(/^\+/, "");
      if (!/^84\d{9,10}$/.test(number)) throw new RangeError("the phone number must begin with 84");
      if (tracking === "" || tracking.length > longestTracking) throw new RangeError(`the reference must have 1 to ${longestTracking} characters`);
      const body = { phone: number, template_id: template, template_data: data, tracking_id: tracking, ...(development ? { mode: "development" } : {}) };
      const send = () => business({ path: "message/template", body });
      return receiptOf(development ? (await send()).data : await paid(prices.byPhone, send));
    },
    /** What Zalo knows of a template, with its prices where it tells them. */
    async template(id: string): Promise<TemplateFacts> {
      const { data } = await business({ path: "template/info/v2", params: { template_id: id } });
      const name = words(at(data, "templateName"), 200);
      const status = words(at(data, "status"), 40);
      return { ...(name ? { name } : {}), ...(status ? { status } : {}), ...price("priceByPhone", at(data, "price_sdt") ?? at(data, "price")), ...price("priceByUser", at(data, "price_uid")) };
    },
    /** How many templates by phone number the OA may still send today: a ladder that people's reports move. */
    async dailyQuota(): Promise<{ total: number; remaining: number }> {
      const { data } = await business({ path: "message/quota", params: {} });
      return { total: Number(at(data, "dailyQuota") ?? 0), remaining: Number(at(data, "remainingQuota") ?? 0) };
    },
  };
}

function price(name: "priceByPhone" | "priceByUser", value: unknown): Partial<TemplateFacts> {
  const vnd = Number(value);
  return value !== undefined && Number.isFinite(vnd) ? { [name]: vnd } : {};
}

function receiptOf(data: unknown): TemplateReceipt {
  const messageId = platformId(at(data, "message_id") ?? at(data, "msg_id"));
  const sentAt = Number(at(data, "sent_time"));
  const remaining = at(data, "quota", "remainingQuota");
  return { ...(messageId ? { messageId } : {}), ...(Number.isFinite(sentAt) ? { sentAt } : {}), ...(remaining === undefined ? {} : { remaining: Number(remaining) }) };
}
