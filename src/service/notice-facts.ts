import type { NoticeFacts } from "../jobs/notice-text.ts";
import type { Contact } from "../storage/contact.ts";
import type { UnitTree } from "../units/index.ts";

/** What a notice may say of somebody: the name they gave, their branch's, the commune's. */
export function noticeFacts(tree: UnitTree, profile: Contact["profile"] | undefined, commune: string | undefined): NoticeFacts {
  const [branch, unit] = [profile?.branch && tree.all.get(profile.branch)?.name, commune && tree.all.get(commune)?.name];
  return { ...(profile?.name ? { name: profile.name } : {}), ...(branch ? { branch } : {}), ...(unit ? { unit } : {}) };
}
