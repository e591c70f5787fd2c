import { createHmac } from "node:crypto";
import { lookup } from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { isPublicAddress } from "../media/index.ts";
import { secretOf } from "./manage-hooks.ts";
import type { Delivery, Hook, HookModels } from "./model.ts";
import { forgetKnownHooks } from "./raise-event.ts";

const leaseMs = 60_000;
const answerMs = 10_000;
const atOnce = 8;
const minute = 60_000;
/** Pauses between tries; after the last it is given up. */
const pauses = [10_000, minute, 5 * minute, 30 * minute, 120 * minute, 360 * minute, 720 * minute, 1440 * minute];
const longestPause = 1440 * minute;
/** A program that answered nothing good for so long is switched off. */
const failingMs = 5 * 86_400_000;

export type DeliverPorts = { hooks: HookModels; key: string; /** Private addresses and http: only for tests and programs of one's own network. */ allowPrivate: boolean; now(): number };

/** Sends what is due. Several processes may do so at once: a delivery is claimed by one. One program that hangs holds up nobody else. Returns how many arrived. */
export async function deliverDue(ports: DeliverPorts): Promise<number> {
  const { hooks } = ports;
  const now = ports.now();
  const due = await hooks.deliveries.find({ state: "waiting", nextAt: { $lte: now } }).sort({ nextAt: 1 }).limit(200).lean<Delivery[]>();
  const byHook = [...Map.groupBy(due, (one) => one.hook)];
  let arrived = 0;
  const next = async (): Promise<void> => {
    for (let mine = byHook.shift(); mine; mine = byHook.shift()) {
      const hook = await hooks.hooks.findById(mine[0]).lean<Hook>();
      for (const delivery of mine[1]) {
        const claimed = await hooks.deliveries.updateOne({ _id: delivery._id, state: "waiting", nextAt: delivery.nextAt }, { $set: { nextAt: now + leaseMs } });
        if (claimed.modifiedCount === 0) continue;
        if (!hook?.active) {
          await hooks.deliveries.updateOne({ _id: delivery._id }, { $set: { state: "failed", lastError: "switched off" } });
          continue;
        }
        if (await attempt(ports, hook, delivery)) arrived++;
        // In order: what comes after waits for what failed.
        else break;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return arrived;
}

async function attempt({ hooks, key, allowPrivate, now }: DeliverPorts, hook: Hook, delivery: Delivery): Promise<boolean> {
  const result = await post(hook, delivery, key, allowPrivate, now()).catch((error: Error) => ({ error: error.message.slice(0, 200) }));
  const at = now();
  if ("status" in result && result.status >= 200 && result.status < 300) {
    await hooks.deliveries.updateOne({ _id: delivery._id }, { $set: { state: "sent", sentAt: at, lastStatus: result.status, tries: delivery.tries + 1 } });
    if (hook.failingSince !== undefined) await hooks.hooks.updateOne({ _id: hook._id }, { $unset: { failingSince: 1 } });
    return true;
  }
  const tries = delivery.tries + 1;
  const asked = "retryAfterMs" in result ? (result.retryAfterMs ?? 0) : 0;
  const pause = pauses[tries - 1];
  const over = pause === undefined;
  const told = "status" in result ? { lastStatus: result.status } : { lastError: result.error };
  await hooks.deliveries.updateOne({ _id: delivery._id }, { $set: { tries, ...told, ...(over ? { state: "failed" } : { nextAt: at + Math.min(Math.max(pause, asked), longestPause) }) } });
  if ("status" in result && result.status === 410) await switchOff(hooks, hook, "gone");
  else if (hook.failingSince === undefined) await hooks.hooks.updateOne({ _id: hook._id, failingSince: { $exists: false } }, { $set: { failingSince: at } });
  else if (at - hook.failingSince > failingMs) await switchOff(hooks, hook, "failing");
  return false;
}

async function switchOff(models: HookModels, hook: Hook, off: NonNullable<Hook["off"]>): Promise<void> {
  await models.hooks.updateOne({ _id: hook._id }, { $set: { active: false, off } });
  forgetKnownHooks(models);
}

/** One try. Signed as Standard Webhooks do; goes to the very address that was checked, follows no redirect. */
async function post(hook: Hook, delivery: Delivery, key: string, allowPrivate: boolean, now: number): Promise<{ status: number; retryAfterMs?: number }> {
  const url = new URL(hook.url);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  const address = addresses.find((one) => allowPrivate || isPublicAddress(one.address));
  if (!address || (!allowPrivate && !addresses.every((one) => isPublicAddress(one.address)))) throw new Error("the address is not public");
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac("sha256", secretOf(hook, key)).update(`${delivery._id}.${timestamp}.${delivery.body}`).digest("base64");
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(delivery.body), "user-agent": "cau-noi", "webhook-id": delivery._id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
  return new Promise((done, fail) => {
    const request = (url.protocol === "https:" ? https : http).request(url, { method: "POST", headers, agent: false, lookup: (_host, options, found) => (options.all ? found(null, [address] as never) : found(null, address.address, address.family)) }, (response) => {
      response.resume();
      clearTimeout(timer);
      const wait = Number(response.headers["retry-after"]);
      done({ status: response.statusCode ?? 0, ...(Number.isFinite(wait) && wait > 0 ? { retryAfterMs: wait * 1000 } : {}) });
    });
    const timer = setTimeout(() => request.destroy(new Error("no answer in time")), answerMs);
    request.on("error", (error) => (clearTimeout(timer), fail(error)));
    request.end(delivery.body);
  });
}
