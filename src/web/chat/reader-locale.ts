import type { Request } from "express";

/** The page's language: `?lang=`, else the browser's first choice of ours, else the installation's. */
export function readerLocale(request: Request, fallback: "vi" | "en"): "vi" | "en" {
  const asked = request.query["lang"];
  if (asked === "vi" || asked === "en") return asked;
  const accepted = request.acceptsLanguages("vi", "en");
  return request.headers["accept-language"] && (accepted === "vi" || accepted === "en") ? accepted : fallback;
}
