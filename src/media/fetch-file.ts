import { lookup } from "node:dns/promises";
import { createWriteStream } from "node:fs";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { pipeline } from "node:stream/promises";
import type { HostRules } from "./allowed-hosts.ts";
import { limitBytes } from "./limit-bytes.ts";
import { mediaTarget, type MediaTarget } from "./media-url.ts";
import { isPublicAddress } from "./public-address.ts";
import { MediaDelayed, MediaRefused } from "./refusal.ts";

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

export type FetchOptions = {
  rules: HostRules;
  maxBytes: number;
  /** Sent to the first host only: they may hold credentials. */
  headers?: Record<string, string>;
  resolve?: Resolve;
  connectMs?: number;
  totalMs?: number;
};

const mostRedirects = 3;
const usual = { connectMs: 5_000, totalMs: 30_000, resolve: ((host) => lookup(host, { all: true })) as Resolve };

/**
 * Downloads a file into `path` (which must not exist). Every host, also one it is sent on to, is checked by name and by address, and
 * the connection goes to the very address that was checked, so a name that changes its mind in between (DNS rebinding) gains nothing.
 * Throws MediaRefused, MediaDelayed, or what writing the file throws.
 */
export async function fetchFile(address: string, path: string, options: FetchOptions): Promise<void> {
  const signal = AbortSignal.timeout(options.totalMs ?? usual.totalMs);
  let next = address;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const target = mediaTarget(next, options.rules);
    const response = await answerOf(target, hop === 0 ? (options.headers ?? {}) : {}, signal, options);
    const onward = redirectOf(response, target.url);
    if (onward === undefined) return save(response, path, options.maxBytes, signal);
    response.destroy();
    next = onward;
  }
  throw new MediaRefused("redirects");
}

async function answerOf({ url, trusted }: MediaTarget, headers: Record<string, string>, signal: AbortSignal, options: FetchOptions): Promise<IncomingMessage> {
  const pinned = trusted ? undefined : await publicAddress(url.hostname, options.resolve ?? usual.resolve);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(signal.aborted ? new MediaDelayed("timeout") : new MediaDelayed(codeOf(error)));
    let request: ClientRequest;
    try {
      request = (url.protocol === "https:" ? https : http).request(url, {
        agent: false,
        signal,
        // No compression: what counts against the limit is what arrives.
        headers: { accept: "*/*", "accept-encoding": "identity", "user-agent": "cau-noi", ...headers },
        ...(pinned ? { lookup: always(pinned) } : {}),
      });
    } catch (error) {
      return fail(error);
    }
    const late = setTimeout(() => request.destroy(Object.assign(new Error("timeout"), { code: "connect-timeout" })), options.connectMs ?? usual.connectMs);
    request.once("socket", (socket) => socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => clearTimeout(late)));
    request.once("close", () => clearTimeout(late));
    request.on("error", fail);
    request.on("response", resolve);
    request.end();
  });
}

/** The address to connect to. One inner address among several is enough to refuse them all. */
async function publicAddress(host: string, resolve: Resolve): Promise<{ address: string; family: number }> {
  const found = await resolve(host).catch((error: unknown) => {
    throw new MediaDelayed(codeOf(error));
  });
  if (found.length === 0) throw new MediaDelayed("ENOTFOUND");
  if (!found.every(({ address }) => isPublicAddress(address))) throw new MediaRefused("private-address");
  return { address: found[0]!.address, family: isIP(found[0]!.address) };
}

/** A look-up that answers with one address, whatever the name. Node asks for one or for all, depending on its version and options. */
export function always({ address, family }: { address: string; family: number }): LookupFunction {
  return (_host, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family));
}

/** Where the answer sends us on to; undefined when it is the file itself. */
function redirectOf(response: IncomingMessage, from: URL): string | undefined {
  const { statusCode = 0, headers } = response;
  if ([301, 302, 303, 307, 308].includes(statusCode)) {
    if (headers.location !== undefined && URL.canParse(headers.location, from)) return new URL(headers.location, from).href;
    response.destroy();
    throw new MediaRefused("answer");
  }
  if (statusCode === 200 && (headers["content-encoding"] ?? "identity") === "identity") return undefined;
  response.destroy();
  // A signed link that ran out answers with 403 or 404 and does not come back.
  if ([401, 403, 404, 410].includes(statusCode)) throw new MediaRefused("link-dead");
  if ([408, 425, 429].includes(statusCode) || statusCode >= 500) throw new MediaDelayed(`http-${statusCode}`);
  throw new MediaRefused("answer");
}

async function save(response: IncomingMessage, path: string, maxBytes: number, signal: AbortSignal): Promise<void> {
  if (Number(response.headers["content-length"] ?? 0) > maxBytes) {
    response.destroy();
    throw new MediaRefused("too-large");
  }
  try {
    await pipeline(response, limitBytes(maxBytes), createWriteStream(path, { mode: 0o600, flags: "wx", flush: true }), { signal });
  } catch (error) {
    if (error instanceof MediaRefused || (error as NodeJS.ErrnoException).syscall === "open" || (error as NodeJS.ErrnoException).syscall === "write") throw error;
    throw new MediaDelayed(signal.aborted ? "timeout" : codeOf(error));
  }
}

/** The system's code of a failure (`ECONNREFUSED`): messages hold addresses. */
function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return [code, name].find((value): value is string => typeof value === "string") ?? "unknown";
}
