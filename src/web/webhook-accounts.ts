import type { Accounts } from "../channels/accounts.ts";
import type { Channel, RawRequest, Verdict } from "../channels/contract.ts";
import { header, jsonOf } from "../channels/raw-request.ts";
import { digestOfProof } from "../channels/registry.ts";
import { at, list, platformId } from "../channels/untrusted.ts";
import type { ChannelName } from "../core/channel-name.ts";

/** `strangers`: accounts named in a genuine request that are not ours. */
export type Finding = { parts: { channel: Channel; body: unknown }[]; strangers: number } | { status: number; reason: string };

/** Finds the accounts a webhook is for and proves that it is genuine. `account`: the id in the path, where there is one. */
export type FindAccounts = (request: RawRequest, now: number, account?: string) => Finding | Promise<Finding>;

/** Bytes hashed for one request, at most: accounts with secrets of their own are tried in turn, and a megabyte may not be hashed hundreds of times. */
const mostHashedBytes = 8 * 1024 * 1024;

const unknownAccount: Finding = { status: 200, reason: "unknown-account" };

/**
 * Zalo sends one event a request and names the Official Account in one of three places, by the kind of event (facts §2.3). News of the app as a whole
 * names none: whichever account's key fits takes it.
 */
export function findZalo(accounts: Accounts): FindAccounts {
  const byProof = proofs(accounts, "zalo");
  return async (request, now) => {
    const body = jsonOf(request.body);
    const ids = [["sender", "id"], ["recipient", "id"], ["oa_id"]].map((path) => platformId(at(body, ...path))).filter((id) => id !== undefined);
    const candidates = ids.length === 0 ? [...byProof().values()] : await known(accounts, "zalo", ids);
    if (candidates.length === 0) return unknownAccount;
    const { channel, verdict } = firstThatFits(candidates, request, now);
    return verdict.ok ? { parts: [{ channel, body: verdict.body }], strangers: 0 } : verdict;
  };
}

/**
 * One request of Meta's can carry several pages, usually all of one app, whose secret signs it. With several apps those of the pages named are tried
 * first; the names are only believed once a secret fits.
 */
export function findMessenger(accounts: Accounts): FindAccounts {
  const byProof = proofs(accounts, "messenger");
  return (request, now) => {
    const candidates = byProof().size === 1 || !header(request, "x-hub-signature-256") ? [...byProof().values()].slice(0, 1) : namedFirst(request, accounts, byProof());
    const { channel, verdict } = firstThatFits(candidates, request, now);
    return verdict.ok ? share(verdict.body, channel, accounts) : verdict;
  };
}

/** Bots are named in the path; without it by the secret in the header, which is found by its digest and compared again by the channel. */
export function findBot(accounts: Accounts, name: ChannelName, secretHeader: string): FindAccounts {
  const byProof = proofs(accounts, name);
  return async (request, now, account) => {
    const given = header(request, secretHeader);
    const channel = account === undefined ? byProof().get(given ? digestOfProof(given) : "") : await accounts.lookUp(name, account);
    if (!channel) return account === undefined ? { status: 403, reason: given ? "wrong-signature" : "no-signature" } : unknownAccount;
    const verdict = channel.verify(request, now);
    return verdict.ok ? { parts: [{ channel, body: verdict.body }], strangers: 0 } : verdict;
  };
}

/**
 * Each page with its own entries, provided its own app signed them: an app may not speak for another app's pages. What names no page goes to the
 * page that was verified with, which counts it.
 */
function share(body: unknown, verified: Channel, accounts: Accounts): Finding | Promise<Finding> {
  const entries = list(at(body, "entry"));
  const first = platformId(at(entries[0], "id"));
  if (entries.length > 1 || (first !== undefined && first !== verified.account)) return shareAmong(entries, body, verified, accounts);
  return { parts: [{ channel: verified, body }], strangers: 0 };
}

async function shareAmong(entries: unknown[], body: unknown, verified: Channel, accounts: Accounts): Promise<Finding> {
  const byPage = new Map<string | undefined, unknown[]>();
  for (const entry of entries) {
    const page = platformId(at(entry, "id"));
    byPage.set(page, [...(byPage.get(page) ?? []), entry]);
  }
  const parts: { channel: Channel; body: unknown }[] = [];
  let strangers = 0;
  for (const [page, entry] of byPage) {
    const channel = page === undefined ? verified : await accounts.lookUp("messenger", page);
    if (channel && channel.proof === verified.proof) parts.push({ channel, body: { object: at(body, "object"), entry } });
    else strangers++;
  }
  return { parts, strangers };
}

function namedFirst(request: RawRequest, accounts: Accounts, byProof: ReadonlyMap<string, Channel>): Channel[] {
  const pages = list(at(jsonOf(request.body), "entry")).slice(0, 20).map((entry) => accounts.get("messenger", platformId(at(entry, "id")) ?? ""));
  const named = pages.filter((page) => page !== undefined).map((page) => byProof.get(page.proof ?? "") ?? page);
  return [...new Set([...named, ...byProof.values()])];
}

/** The first account whose secret fits; else the first verdict. A bad form under a right signature ends the search too. */
function firstThatFits(candidates: readonly Channel[], request: RawRequest, now: number): { channel: Channel; verdict: Verdict } {
  let refused: { channel: Channel; verdict: Verdict } | undefined;
  let left = mostHashedBytes;
  for (const channel of candidates) {
    if ((left -= request.body.length) < 0) break;
    const verdict = channel.verify(request, now);
    if (verdict.ok || verdict.reason !== "wrong-signature") return { channel, verdict };
    refused ??= { channel, verdict };
  }
  return refused!;
}

/** Those of the ids that are accounts of ours. */
async function known(accounts: Accounts, name: ChannelName, ids: readonly string[]): Promise<Channel[]> {
  const found = ids.map((id) => accounts.get(name, id)).filter((channel) => channel !== undefined);
  if (found.length > 0) return found;
  const lookedUp = await Promise.all(ids.map((id) => accounts.lookUp(name, id)));
  return lookedUp.filter((channel) => channel !== undefined);
}

/** One account for each secret, the settings' own first; made anew when accounts change. */
function proofs(accounts: Accounts, name: ChannelName): () => ReadonlyMap<string, Channel> {
  let byProof: Map<string, Channel> | undefined;
  accounts.onChange(() => (byProof = undefined));
  return () => {
    if (byProof) return byProof;
    byProof = new Map();
    for (const channel of accounts.accountsOf(name)) {
      const proof = channel.proof ?? `${name}:${channel.account}`;
      if (!byProof.has(proof)) byProof.set(proof, channel);
    }
    return byProof;
  };
}
