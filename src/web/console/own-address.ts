import type { Request } from "express";

/** Names of this machine and its networks: only these are believed when nobody said where the service is reached. */
const inner = /^(localhost|127(\.\d+){3}|\[::1\]|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2})(:\d+)?$/;

/**
 * Where a link that is sent to somebody else has to lead: PUBLIC_URL. Without it the address of the request, and only an inner one:
 * whoever asks chooses that header, and a login link must not lead to a stranger's website. Undefined: none.
 */
export function ownAddress(request: Request, publicUrl: string | undefined): string | undefined {
  if (publicUrl) return publicUrl.replace(/\/$/, "");
  const { host = "" } = request.headers;
  return inner.test(host) ? `${request.protocol}://${host}` : undefined;
}
