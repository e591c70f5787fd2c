import type { Request, Response } from "express";
import type { Texts } from "../runtime/texts.ts";
import { connectPage } from "./connect-page.tsx";
import { readerLocale, type Locale } from "./chat/reader-locale.ts";

/** Answers a request that went wrong: to a person's browser with a small page in their language, to programs with JSON. */
export type SayStatus = (request: Request, response: Response, status: number) => void;

const machineWords = (status: number): string => (status === 404 ? "not found" : status === 503 ? "busy" : status < 500 ? "bad request" : "something went wrong");

export function createSayStatus(texts: Texts, fallback: Locale): SayStatus {
  return (request, response, status) => {
    response.status(status);
    if (!request.headers.accept?.includes("text/html")) return void response.json({ error: machineWords(status) });
    const locale = readerLocale(request, fallback);
    const kind = status === 404 ? "404" : status < 500 ? "400" : "500";
    const text = (key: string): string => texts.text(`status-page:${key}`, {}, locale) ?? key;
    response.type("html").send(connectPage({ locale, title: text(`title-${kind}`), heading: text(`title-${kind}`), good: false, paragraphs: [text(`hint-${kind}`)] }));
  };
}
