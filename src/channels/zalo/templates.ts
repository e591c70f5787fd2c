import { textParts, withNumberedList } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { consultationPath, zaloPolicy } from "./policy.ts";

export type RequestInfo = { title: string; subtitle: string; /** Public https address; Zalo refuses none and localhost. */ imageUrl: string };
export type ListEntry = { title: string; subtitle?: string; imageUrl?: string; /** Opened when it is pressed. */ url?: string };

const titleCharacters = 100;
const subtitleCharacters = 500;
const mostEntries = 5;

/**
 * The platform's own form for name and phone (§1.3), answered only through `user_submit_info`. It asks for personal data of perhaps minors:
 * send it after consent only. Throws when a field is not what Zalo takes.
 */
export function renderRequestInfo(person: string, { title, subtitle, imageUrl }: RequestInfo): PlatformCall {
  const texts = { title: fitting(title, titleCharacters, "title"), subtitle: fitting(subtitle, subtitleCharacters, "subtitle") };
  return template(person, { template_type: "request_user_info", elements: [{ ...texts, image_url: publicAddress(imageUrl) }] });
}

/**
 * The list template, which Zalo documents no more for v3: only where the account's setting says that its OA takes it, otherwise and
 * beyond its limits (5 entries, the first with a subtitle) the same as numbered text.
 */
export function renderList(person: string, entries: readonly ListEntry[], options: { accepted: boolean }): PlatformCall[] {
  if (options.accepted && fits(entries)) return [template(person, { template_type: "list", elements: entries.map(listElement), buttons: [] })];
  const lines = entries.map(({ title, subtitle, url }) => ({ label: [title, subtitle, url].filter(Boolean).join("\n") }));
  return textParts(withNumberedList("", lines), zaloPolicy.maxTextCharacters).map((text) => ({ method: consultationPath, body: { recipient: { user_id: person }, message: { text } } }));
}

function listElement({ title, subtitle, imageUrl, url }: ListEntry): Record<string, unknown> {
  return {
    title,
    ...(subtitle ? { subtitle } : {}),
    ...(imageUrl ? { image_url: imageUrl } : {}),
    ...(url ? { default_action: { type: "oa.open.url", url } } : {}),
  };
}

function fits(entries: readonly ListEntry[]): boolean {
  const within = (text: string | undefined, most: number): boolean => text !== undefined && text.trim() !== "" && text.length <= most;
  return entries.length > 0 && entries.length <= mostEntries && Boolean(entries[0]!.subtitle)
    && entries.every(({ title, subtitle }) => within(title, titleCharacters) && (subtitle === undefined || within(subtitle, subtitleCharacters)));
}

function template(person: string, payload: Record<string, unknown>): PlatformCall {
  return { method: consultationPath, body: { recipient: { user_id: person }, message: { attachment: { type: "template", payload } } } };
}

function fitting(text: string, most: number, name: string): string {
  if (text.trim() === "" || text.length > most) throw new RangeError(`the ${name} must have 1 to ${most} characters`);
  return text;
}

function publicAddress(url: string): string {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== "https:" || /^(localhost|127\.|\[?::1)/.test(target.hostname)) throw new RangeError("the picture must have a public https address");
  return url;
}
