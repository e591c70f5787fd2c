import { createHash } from "node:crypto";
import { idMaker } from "./shape.ts";
import type { Call, Outcome } from "./stand-in.ts";

export type ZaloTokenState = {
  access: string;
  refresh: string;
  /** The refresh token was used a second time: an admin has to consent anew. */
  grantDead: boolean;
};

/** What the stand-in remembers besides messages. */
export class ZaloState {
  readonly tokens: ZaloTokenState;
  /** Access tokens that worked once; the newest alone works. */
  readonly oldAccess = new Set<string>();
  readonly usedRefresh = new Set<string>();
  /** Refreshes that were granted, and all that were asked for. */
  refreshes = 0;
  refreshRequests = 0;
  /** Answers of the token endpoint in place of the usual one, used up one after the other. */
  readonly oauthAnswers: { status: number; body: unknown }[] = [];
  /** Codes given out, with the challenge of their request. */
  readonly codes = new Map<string, string>();
  readonly uploads = new Map<string, { kind: string; name: string; bytes: number }>();
  readonly tags = new Map<string, Set<string>>();
  readonly templates: Record<string, unknown>[] = [];
  readonly broadcasts: Record<string, unknown>[] = [];
  /** Articles by token: how many polls until the id is there. */
  readonly articles = new Map<string, { id: string; polls: number }>();
  articlePolls = 1;
  /** Calls left in this minute, when the app's limit is on. */
  limit: { limit: number; remain: number } | undefined;
  users: string[] = [];
  packageName = "Growth";
  readonly nextId = idMaker("");

  constructor(access: string, refresh: string) {
    this.tokens = { access, refresh, grantDead: false };
  }

  /** The access token's 25 hours are over. */
  expireAccess(): void {
    this.oldAccess.add(this.tokens.access);
    this.tokens.access = this.nextId();
  }

  /** A new pair; what was before is dead. */
  renew(): Record<string, unknown> {
    const { tokens } = this;
    this.oldAccess.add(tokens.access);
    this.usedRefresh.add(tokens.refresh);
    Object.assign(tokens, { access: `access-${this.nextId()}`, refresh: `refresh-${this.nextId()}`, grantDead: false });
    return { access_token: tokens.access, refresh_token: tokens.refresh, expires_in: "90000" };
  }
}

type OauthSettings = { appId: string; appSecret: string; oaId: string };

/** `/v4/oa/permission` consents at once; `/v4/oa/access_token` gives pairs. Undefined: another path. */
export function oauthOutcome(call: Call, settings: OauthSettings, state: ZaloState): Outcome | undefined {
  if (call.path === "/v4/oa/permission") return consent(call, settings, state);
  return call.path === "/v4/oa/access_token" ? tokens(call, settings, state) : undefined;
}

function consent({ query }: Call, settings: OauthSettings, state: ZaloState): Outcome {
  const extra = [...query.keys()].filter((key) => !["app_id", "redirect_uri", "code_challenge", "state"].includes(key));
  if (extra.length > 0) return refused("undocumented", `permission takes no ${extra.join(", ")}`);
  if (query.get("app_id") !== settings.appId || !/^[\w-]{43}$/.test(query.get("code_challenge") ?? "")) return refused("invalid", "permission needs app_id and a challenge of 43 characters");
  const code = state.nextId();
  state.codes.set(code, query.get("code_challenge")!);
  const target = new URL(query.get("redirect_uri")!);
  for (const [key, value] of Object.entries({ code, oa_id: settings.oaId, state: query.get("state") ?? "" })) target.searchParams.set(key, value);
  return { status: 302, headers: { location: target.href }, body: {} };
}

function tokens(call: Call, settings: OauthSettings, state: ZaloState): Outcome {
  const form = new URLSearchParams(call.raw.toString("utf8"));
  if (!call.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return refused("-14001", "the token call is a form");
  if (call.headers["secret_key"] !== settings.appSecret || form.get("app_id") !== settings.appId) return refused("-14004", "wrong app id or secret");
  const planned = state.oauthAnswers.shift();
  if (form.get("grant_type") === "refresh_token") state.refreshRequests += 1;
  if (planned) return planned;
  return form.get("grant_type") === "refresh_token" ? refresh(form, state) : exchange(form, state);
}

/** A refresh token works once; the second use kills the consent. Failures come with HTTP 200 and without a number. */
function refresh(form: URLSearchParams, state: ZaloState): Outcome {
  const given = form.get("refresh_token") ?? "";
  if (state.usedRefresh.has(given)) state.tokens.grantDead = true;
  if (state.tokens.grantDead || given !== state.tokens.refresh) return refused("Invalid refresh token");
  state.refreshes += 1;
  return { status: 200, body: state.renew() };
}

function exchange(form: URLSearchParams, state: ZaloState): Outcome {
  const code = form.get("code") ?? "";
  const challenge = state.codes.get(code);
  const fits = challenge !== undefined && createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url") === challenge;
  state.codes.delete(code);
  return fits ? { status: 200, body: state.renew() } : refused("Invalid code");
}

function refused(name: string, violation?: string): Outcome {
  const body = { error_name: name, error_reason: name, error_description: name, ref_doc: "https://developers.zalo.me/docs" };
  return { status: 200, body, ...(violation === undefined ? {} : { violation: `zalo oauth: ${violation}` }) };
}
