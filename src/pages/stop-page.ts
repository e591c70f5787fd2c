import type { SendErrorCode } from "../core/send-error.ts";
import { changePage } from "./change-page.ts";
import type { PageModels } from "./model.ts";

/** The platform refuses the page's credentials: until a human acts nothing is sent. Returns whether it was on. */
export async function stopPage(models: PageModels, id: string, reason: { code: SendErrorCode; platformCode?: string }, now: number): Promise<boolean> {
  const stoppedFor = { code: reason.code, ...(reason.platformCode === undefined ? {} : { platformCode: reason.platformCode }) };
  return (await changePage(models, { _id: id, state: "on" }, { set: { state: "stopped", stoppedFor, since: now } }, now)) !== undefined;
}

/** The credentials work again. Returns whether it was stopped. */
export async function resumePage(models: PageModels, id: string, now: number): Promise<boolean> {
  return (await changePage(models, { _id: id, state: "stopped" }, { set: { state: "on", since: now }, unset: ["stoppedFor"] }, now)) !== undefined;
}
