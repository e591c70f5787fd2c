import { saveSettings, settingsOf, type NoticeRules, type NoticeSettings } from "../../broadcasts/index.ts";
import { checked } from "../check-input.ts";
import type { Desk } from "../desk.ts";
import { notFound, OfficeError } from "../office-error.ts";
import { noticeSettingsInput } from "./broadcast-input.ts";

/** How a commune's notices behave: its own settings and, with them, the rules that hold. */
export async function readNoticeSettings(desk: Desk, commune: string): Promise<{ own: NoticeSettings | undefined; rules: NoticeRules }> {
  // No secret: whoever works with notices may know when they rest.
  if (!desk.tree.all.has(commune)) throw notFound();
  const [own, rules] = await Promise.all([settingsOf(desk.ports.broadcasts, commune), desk.ports.notices.rules(commune)]);
  return { own, rules };
}

/** Changes a commune's settings; null takes one back to the installation's. `version` is the one that was read, 0 where there were none. */
export async function changeNoticeSettings(desk: Desk, commune: string, input: unknown, version?: number): Promise<NoticeSettings> {
  inReach(desk, commune);
  const given = checked(noticeSettingsInput, input);
  const before = await settingsOf(desk.ports.broadcasts, commune);
  const { _id: _, version: known = 0, ...kept } = before ?? { _id: commune, version: 0 };
  const next = { ...kept, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) } as Omit<NoticeSettings, "_id" | "version">;
  if (!(await saveSettings(desk.ports.broadcasts, commune, next, version ?? known))) throw new OfficeError(409, "changed-meanwhile");
  await desk.audit("notices.settings", { subject: { kind: "unit", id: commune }, commune, ...(before ? { before } : {}), after: next });
  return (await settingsOf(desk.ports.broadcasts, commune))!;
}

function inReach(desk: Desk, commune: string): void {
  const scope = desk.scope("broadcasts.approve");
  if (!desk.tree.all.has(commune) || !(scope.all || scope.communes.includes(commune))) throw notFound();
}
