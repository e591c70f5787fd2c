import type { Request, Response } from "express";
import { cookieValue } from "./cookie-value.ts";

export type Locale = "vi" | "en";

const cookieName = "cn_lang";
const yearMs = 365 * 24 * 3600_000;

/** The page's language: `?lang=`, else what was chosen before, else the browser's, else the installation's. */
export function readerLocale(request: Request, fallback: Locale): Locale {
  return chosen(request.query["lang"]) ?? chosen(cookieValue(request, cookieName)) ?? browsers(request) ?? fallback;
}

/** Keeps a language chosen with `?lang=` for the answers to come. */
export function rememberLocale(request: Request, response: Response, secure: boolean): void {
  const locale = chosen(request.query["lang"]);
  if (locale) response.cookie(cookieName, locale, { sameSite: "lax", httpOnly: true, secure, path: "/", maxAge: yearMs });
}

/** Vietnamese anywhere in the list wins: many phones here are sold with English first. */
function browsers(request: Request): Locale | undefined {
  const accepted = request.headers["accept-language"]?.toLowerCase() ?? "";
  return (["vi", "en"] as const).find((locale) => new RegExp(`(^|,)\\s*${locale}\\b`).test(accepted));
}

function chosen(value: unknown): Locale | undefined {
  return value === "vi" || value === "en" ? value : undefined;
}
