import type { Request, Response } from "express";
import type { ChatPorts } from "./chat-ports.ts";
import { readerLocale } from "./reader-locale.ts";

export type ErrorText = "error-session" | "error-origin" | "error-too-many" | "error-too-long" | "error-not-understood" | "error-server" | "error-file-type" | "error-file-too-large";

/** Answers `{error}` in the reader's language, and counts it. */
export function sayError(ports: Pick<ChatPorts, "metrics" | "texts" | "defaultLocale">, request: Request, response: Response, status: number, text: ErrorText, params: Record<string, unknown> = {}): void {
  ports.metrics.webhooks.inc({ channel: "webchat", outcome: String(status) });
  const error = ports.texts.text(`webchat:${text}`, params, readerLocale(request, ports.defaultLocale)) ?? text;
  response.status(status).set("Cache-Control", "no-store").json({ error });
}
