import type { Request } from "express";

/** The value of a cookie of the request. */
export function cookieValue(request: Request, wanted: string): string | undefined {
  for (const part of request.headers.cookie?.split(";") ?? []) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === wanted) return part.slice(equals + 1).trim();
  }
  return undefined;
}
