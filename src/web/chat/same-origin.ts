import type { Request } from "express";

/** Whether a POST comes from our own page. Browsers always tell where a POST comes from; what tells nothing is no browser and holds no cookie it could abuse. */
export function isSameOrigin(request: Request, publicUrl: string | undefined): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const { origin } = request.headers;
  if (origin === undefined) return true;
  const own = [`${request.protocol}://${request.headers.host}`, publicUrl && new URL(publicUrl).origin];
  return own.includes(origin);
}
