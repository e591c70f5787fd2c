import type { WindowRule } from "../channels/contract.ts";
import type { Windows } from "../broadcasts/index.ts";
import { contactParts } from "../core/contact-id.ts";
import { Spending } from "../jobs/spending.ts";
import type { Directory } from "./directory.ts";
import type { Service } from "./service.ts";

/** What a platform allows towards a person now, and what an account may spend on it. */
export function sendingRules(service: Service): { windowRule(contact: string): Promise<WindowRule>; spending: Spending } {
  const { directory, stores, lanes, config, contacts } = service;
  const spending = new Spending(stores.redis, lanes.prefix, {
    timeZone: config.TIME_ZONE,
    limitOf: (account) => budgetOf(account, directory),
  });
  return {
    spending,
    async windowRule(contact) {
      const { channel: name, account } = contactParts(contact);
      const policy = service.channel(name, account)?.policy;
      if (!policy || policy.windowMs === undefined) return "free";
      const sinceMs = Date.now() - ((await contacts.load(contact))?.lastInboundAt ?? 0);
      if (sinceMs <= policy.windowMs) return "free";
      if (policy.paidWindowMs !== undefined && sinceMs <= policy.paidWindowMs) return "paid";
      return policy.staffWindowMs !== undefined && sinceMs <= policy.staffWindowMs ? "staff" : "closed";
    },
  };
}

/** Who may be planned for: billed messages only where the account has a budget for them. */
export function windowsOf(contact: string, { channel, directory }: Pick<Service, "channel" | "directory">): Windows {
  const { channel: name, account } = contactParts(contact);
  const policy = channel(name, account)?.policy;
  if (policy?.windowMs === undefined) return {};
  const paid = budgetOf(`${name}:${account}`, directory) > 0 ? policy.paidWindowMs : undefined;
  return { freeMs: policy.windowMs, ...(paid === undefined ? {} : { paidMs: paid, price: policy.paidPrice ?? 0 }) };
}

/** VND a month for billed messages; 0 where nobody set any. */
export function budgetOf(account: string, directory: Directory): number {
  return Number(directory.entry(account)?.account.settings["monthlyBudget"] ?? 0) || 0;
}
