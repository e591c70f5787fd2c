import { at, list, platformId, words } from "../untrusted.ts";
import type { ProbeResult } from "../contract.ts";
import type { ZaloCaller } from "./caller.ts";

export type ZaloUser = {
  id: string;
  name?: string;
  follower?: boolean;
  /** Zalo asks for restraint with this account. */
  sensitive: boolean;
  tags: string[];
  /** Filled only after the person answered the platform's form. */
  phone?: string;
};
export type ZaloUserQuery = { offset?: number; count?: number; tag?: string; follower?: boolean; /** TODAY, YESTERDAY, L7D, L30D or YYYY_MM_DD:YYYY_MM_DD. */ period?: string };
export type ZaloUserPage = { total: number; ids: string[] };
/** `lastInteraction` (epoch ms) is the clock that counts for the windows. */
export type ZaloPersonQuota = { lastInteraction?: number; replies?: { remain: number; total: number } };
export type ZaloOaQuota = { product: string; kind: string; remain: number; total: number; validThrough?: string };
/** `mine`: the OA said it. */
export type ZaloMessage = { id: string; at: number; mine: boolean; type: string; text?: string };

export type ZaloApi = ReturnType<typeof createZaloApi>;

/** The list ends at about 10,000 people: offset at most 9951, 50 at once (§1.5). Beyond that the caller divides by tag or period. */
export const userListLimits = { count: 50, offset: 9951 } as const;
const mostMessages = 10;

/** Questions to the OA API besides sending. All throw `SendError` and nothing else, except `RangeError` for what Zalo would refuse anyway. */
export function createZaloApi(call: ZaloCaller) {
  const get = async (path: string, query?: Record<string, unknown>): Promise<unknown> => (await call({ path, query })).data;
  const post = async (path: string, body: unknown): Promise<unknown> => (await call({ path, body })).data;
  const users = async ({ offset = 0, count = userListLimits.count, tag, follower, period }: ZaloUserQuery): Promise<ZaloUserPage> => {
    within("offset", offset, 0, userListLimits.offset);
    within("count", count, 1, userListLimits.count);
    const filters = { ...(tag === undefined ? {} : { tag_name: tag }), ...(period === undefined ? {} : { last_interaction_period: period }), ...(follower === undefined ? {} : { is_follower: follower }) };
    const data = await get("v3.0/oa/user/getlist", { offset, count, ...filters });
    return { total: number(at(data, "total")), ids: list(at(data, "users")).flatMap((one) => platformId(at(one, "user_id")) ?? []) };
  };

  return {
    /** Whose token this is, and its package: a harmless question. */
    async oa(signal?: AbortSignal): Promise<ProbeResult> {
      const { data } = await call({ path: "v2.0/oa/getoa", query: undefined, signal });
      const facts = [words(at(data, "package_name"), 80), at(data, "num_follower") === undefined ? undefined : `${number(at(data, "num_follower"))} followers`, kindOfOa(at(data, "oa_type"))];
      const detail = facts.filter(Boolean).join(", ");
      return { name: words(at(data, "name"), 200) ?? "", id: platformId(at(data, "oaid")) ?? "", ...(detail ? { detail } : {}) };
    },
    async user(id: string): Promise<ZaloUser> {
      const data = await get("v3.0/oa/user/detail", { user_id: id });
      const name = words(at(data, "display_name"), 100);
      const phone = words(String(at(data, "shared_info", "phone") ?? ""), 20);
      const follower = at(data, "user_is_follower");
      const tags = list(at(data, "tags_and_notes_info", "tag_names")).flatMap((tag) => words(tag, 200) ?? []);
      return { id, sensitive: at(data, "is_sensitive") === true, tags, ...(name ? { name } : {}), ...(phone ? { phone } : {}), ...(typeof follower === "boolean" ? { follower } : {}) };
    },
    users,
    /** Everybody the list reaches, page by page. */
    async *allUsers(query: Omit<ZaloUserQuery, "offset" | "count"> = {}): AsyncGenerator<string[]> {
      for (let offset = 0; offset <= userListLimits.offset; offset += userListLimits.count) {
        const { ids, total } = await users({ ...query, offset });
        if (ids.length > 0) yield ids;
        if (ids.length === 0 || offset + userListLimits.count >= total) return;
      }
    },
    /** An unknown tag is created. */
    async tag(user: string, tag: string): Promise<void> {
      await post("v2.0/oa/tag/tagfollower", { user_id: user, tag_name: tag });
    },
    async untag(user: string, tag: string): Promise<void> {
      await post("v2.0/oa/tag/rmfollowerfromtag", { user_id: user, tag_name: tag });
    },
    async removeTag(tag: string): Promise<void> {
      await post("v2.0/oa/tag/rmtag", { tag_name: tag });
    },
    async tags(): Promise<string[]> {
      return list(await get("v2.0/oa/tag/gettagsofoa")).flatMap((tag) => words(tag, 200) ?? []);
    },
    async personQuota(user: string): Promise<ZaloPersonQuota> {
      const data = await post("v3.0/oa/quota/message", { user_id: user });
      const last = number(at(data, "last_interaction"));
      const reply = at(data, "cs_reply");
      return { ...(last > 0 ? { lastInteraction: last } : {}), ...(reply === undefined ? {} : { replies: { remain: number(at(reply, "remain")), total: number(at(reply, "total")) } }) };
    },
    /** What is left of the package's messages after the free window. */
    async oaQuota(): Promise<ZaloOaQuota[]> {
      const data = await post("v3.0/oa/quota/message", { quota_owner: "OA", product_type: "cs", quota_type: "sub_quota" });
      return list(data).map((one) => {
        const until = words(at(one, "valid_through"), 40);
        return { product: String(at(one, "product_type") ?? ""), kind: String(at(one, "quota_type") ?? ""), remain: number(at(one, "remain")), total: number(at(one, "total")), ...(until ? { validThrough: until } : {}) };
      });
    },
    /** The newest messages with a person, newest first; at most 10. */
    async conversation(user: string, { offset = 0, count = mostMessages } = {}): Promise<ZaloMessage[]> {
      within("count", count, 1, mostMessages);
      return list(await get("v2.0/oa/conversation", { user_id: user, offset, count })).flatMap((one) => messageOf(one) ?? []);
    },
    /** The newest message of each of the last conversations; at most 10. */
    async recentChats({ offset = 0, count = mostMessages } = {}): Promise<ZaloMessage[]> {
      within("count", count, 1, mostMessages);
      return list(await get("v2.0/oa/listrecentchat", { offset, count })).flatMap((one) => messageOf(one) ?? []);
    },
  };
}

function messageOf(item: unknown): ZaloMessage | undefined {
  const id = platformId(at(item, "message_id"));
  const text = words(at(item, "message"));
  return id === undefined ? undefined : { id, at: number(at(item, "time")), mine: at(item, "src") === 0, type: String(at(item, "type") ?? ""), ...(text === undefined ? {} : { text }) };
}

/** 2 business, 4 state agency (§1.5). */
function kindOfOa(value: unknown): string | undefined {
  return { 2: "business", 4: "state agency" }[Number(value)];
}

/** Counts come as numbers and as text. */
function number(value: unknown): number {
  const read = Number(typeof value === "string" || typeof value === "number" ? value : 0);
  return Number.isFinite(read) ? read : 0;
}

function within(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`${name} must be from ${least} to ${most}`);
}
