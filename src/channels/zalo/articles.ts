import { setTimeout as sleep } from "node:timers/promises";
import { SendError } from "../../core/send-error.ts";
import { at, platformId } from "../untrusted.ts";
import type { ZaloCaller } from "./caller.ts";
import { isNight, untilMorning } from "./quiet-hours.ts";

/** An article; pictures are public addresses of at most 1 MB. */
export type ZaloArticle = {
  title: string;
  author: string;
  description: string;
  coverUrl: string;
  paragraphs: string[];
  /** Zalo's own default is hidden; ours shows it, because a broadcast article must be readable. */
  hidden?: boolean;
  comments?: boolean;
};

/** Filters of a broadcast; one left out does not filter. There is none by tag or commune (§4.3). */
export type BroadcastTarget = {
  /** Bands 0 to 7. */
  ages?: number[];
  /** 1 male, 2 female. */
  gender?: number[];
  /** 0 north, 1 central, 2 south. */
  locations?: number[];
  /** 0 to 63, from before the provinces were merged in 2025. */
  cities?: number[];
  /** 1 iOS, 2 Android, 3 Windows. */
  platform?: number[];
};

const textLimits = { title: 150, author: 50, description: 300 } as const;
const highest: Record<keyof BroadcastTarget, number> = { ages: 7, gender: 2, locations: 2, cities: 63, platform: 3 };

export type ArticleOptions = { now?: () => number; random?: () => number; pollMs?: number; patienceMs?: number };

/** Articles and their broadcast to everybody: the only broadcast Zalo has (§4.3). */
export function createZaloArticles(call: ZaloCaller, { now = Date.now, random = Math.random, pollMs = 3_000, patienceMs = 120_000 }: ArticleOptions = {}) {
  /** The article's id, or undefined while Zalo still works on it. */
  async function idOf(token: string): Promise<string | undefined> {
    try {
      return platformId(at((await call({ path: "v2.0/article/verify", body: { token } })).data, "id"));
    } catch (error) {
      if (error instanceof SendError && error.platformCode === "-214") return undefined; // still processing
      throw error;
    }
  }

  return {
    /** Hands the article in; what comes back is a token to ask with. */
    async create(article: ZaloArticle): Promise<string> {
      const { data } = await call({ path: "v2.0/article/create", body: articleBody(article) });
      const token = at(data, "token");
      if (typeof token !== "string" || token === "") throw new SendError("unknown-outcome", { platformCode: "no-article-token" });
      return token;
    },
    idOf,
    /** Asks until the article has an id; throws `SendError` "network" with `article-not-ready` when its patience ends: ask again later. */
    async untilReady(token: string, signal?: AbortSignal): Promise<string> {
      for (const end = now() + patienceMs; ; await sleep(pollMs, undefined, { signal })) {
        const id = await idOf(token);
        if (id !== undefined) return id;
        if (now() >= end) throw new SendError("network", { platformCode: "article-not-ready", retryAfterMs: patienceMs });
      }
    },
    /** Sends an article to everybody the filters let through. Not at night: then it says how long to wait and calls nobody. */
    async broadcast(articleId: string, target: BroadcastTarget = {}): Promise<string | undefined> {
      checkTarget(target);
      if (isNight(now())) throw new SendError("network", { platformCode: "quiet-hours", retryAfterMs: untilMorning(now(), random()) });
      const elements = [{ media_type: "article", attachment_id: articleId }];
      const body = { recipient: { target }, message: { attachment: { type: "template", payload: { template_type: "media", elements } } } };
      return platformId(at((await call({ path: "v2.0/oa/message", body })).data, "message_id"));
    },
  };
}

function articleBody({ title, author, description, coverUrl, paragraphs, hidden, comments }: ZaloArticle): Record<string, unknown> {
  for (const [name, text] of Object.entries({ title, author, description })) {
    const most = textLimits[name as keyof typeof textLimits];
    if (text.trim() === "" || text.length > most) throw new RangeError(`the ${name} must have 1 to ${most} characters`);
  }
  if (paragraphs.length === 0) throw new RangeError("an article needs at least one paragraph");
  return {
    type: "normal",
    title,
    author,
    description,
    cover: { cover_type: "photo", photo_url: coverUrl, status: "show" },
    body: paragraphs.map((content) => ({ type: "text", content })),
    status: hidden ? "hide" : "show",
    comment: comments ? "show" : "hide",
  };
}

function checkTarget(target: BroadcastTarget): void {
  for (const [name, values] of Object.entries(target) as [keyof BroadcastTarget, number[]][]) {
    if (!values.every((value) => Number.isInteger(value) && value >= 0 && value <= highest[name])) throw new RangeError(`${name} must hold numbers from 0 to ${highest[name]}`);
  }
}
