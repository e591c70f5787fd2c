import type { Channel } from "../channels/contract.ts";
import { clearAlert, listAlerts, listPages, raiseAlert, resumePage, type ListedPage, type NewAlert, type PageAlert, type PageModels } from "../pages/index.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { LastEvents } from "../storage/last-events.ts";
import type { LaneAccounts } from "../storage/lanes/accounts.ts";

export type WatchPorts = {
  pages: PageModels;
  channel(name: string, account: string): Channel | undefined;
  lastEvents: Pick<LastEvents, "all">;
  accounts: Pick<LaneAccounts, "resume">;
  /** No event for so long is reported, ms. */
  silenceMs: number;
  metrics: Pick<Metrics, "pageAlerts">;
  logger: Logger;
  now(): number;
};

const hour = 3_600_000;
/** Tokens that are renewed by themselves are young again long before; others a human has to replace. */
const expiryLeadMs = { renewed: 2 * hour, byHand: 7 * 24 * hour };
/** A platform that refuses for quota says so again every minute while there is something to send. */
const quotaOverMs = hour;
/** Credentials a platform refused may have been put right on its side. */
const probeAgainMs = 10 * 60_000;

/** Looks after all accounts: raises what staff must see, clears what is over, lets accounts go on whose credentials work again. */
export function createPageWatch(ports: WatchPorts): () => Promise<void> {
  const probed = new Map<string, number>();
  return async () => {
    const now = ports.now();
    const [pages, open, lastEvents] = await Promise.all([listPages(ports.pages), listAlerts(ports.pages), ports.lastEvents.all()]);
    for (const page of pages.filter((one) => one.origin !== "gone-from-settings")) {
      await watchSilence(page, lastEvents.get(page._id), open, now, ports);
      await watchToken(page, open, now, ports);
      if (page.state === "stopped") await probeStopped(page, probed, now, ports);
    }
    for (const alert of open) if (alert.kind === "quota" && alert.lastAt < now - quotaOverMs) await clearAlert(ports.pages, alert.page, alert.kind);
    await showAlerts(ports);
  };
}

/** A webhook that was switched off makes no noise: Zalo does it after two hours of failures and Meta after one. A web chat needs none. */
async function watchSilence(page: ListedPage, lastEvent: number | undefined, open: PageAlert[], now: number, ports: WatchPorts): Promise<void> {
  const quietSince = Math.max(lastEvent ?? 0, page.since);
  const silent = page.state === "on" && page.channel !== "webchat" && now - quietSince > ports.silenceMs;
  const detail = `Nothing has come from it since ${new Date(quietSince).toISOString().slice(0, 16)}Z: look whether its webhook is still on.`;
  await say(silent, { page: page._id, kind: "silent", severity: "alert", detail }, open, now, ports);
}

async function watchToken(page: ListedPage, open: PageAlert[], now: number, ports: WatchPorts): Promise<void> {
  const code = page.stoppedFor && [page.stoppedFor.code, page.stoppedFor.platformCode].filter(Boolean).join(" ");
  await say(page.state === "stopped", { page: page._id, kind: "stopped", severity: "alert", detail: `The platform refuses its credentials (${code}); nothing is sent.` }, open, now, ports);
  const leftMs = (page.tokenExpiresAt ?? Infinity) - now;
  const ends = page.state === "on" && leftMs < (page.channel === "zalo" ? expiryLeadMs.renewed : expiryLeadMs.byHand);
  const detail = leftMs > 0 ? `Its token ends in ${Math.ceil(leftMs / hour)} h.` : "Its token has ended.";
  await say(ends, { page: page._id, kind: "token-ends", severity: leftMs > 0 ? "warning" : "alert", detail }, open, now, ports);
}

/** Raises or clears; the log hears of an alert once. */
async function say(isSo: boolean, alert: NewAlert, open: PageAlert[], now: number, ports: WatchPorts): Promise<void> {
  const known = open.some((one) => one.page === alert.page && one.kind === alert.kind);
  if (!isSo) return void (known && (await clearAlert(ports.pages, alert.page, alert.kind)));
  if (await raiseAlert(ports.pages, alert, now)) ports.logger.error({ account: alert.page, alert: alert.kind }, alert.detail);
}

async function probeStopped(page: ListedPage, probed: Map<string, number>, now: number, ports: WatchPorts): Promise<void> {
  const probe = ports.channel(page.channel, page.account)?.probe;
  if (!probe || now - (probed.get(page._id) ?? 0) < probeAgainMs) return;
  probed.set(page._id, now);
  try {
    await probe();
  } catch {
    return; // still refused, or the platform is away: either way it stays stopped
  }
  await resumePage(ports.pages, page._id, now);
  await ports.accounts.resume(page._id);
  ports.logger.info({ account: page._id }, "an account's credentials work again");
}

async function showAlerts({ pages, metrics }: WatchPorts): Promise<void> {
  metrics.pageAlerts.reset();
  for (const { page, kind } of await listAlerts(pages)) metrics.pageAlerts.set({ account: page, kind }, 1);
}
