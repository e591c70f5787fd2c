import type { NextFunction, Request, Response } from "express";
import type { SayStatus } from "./status-page.ts";

/** A store that hangs: whoever waits is told so instead. Longer than any page takes on a busy machine. */
const patienceMs = 4_000;

/** Answers 503 when nothing has been answered in time. Not for uploads, whose bodies come slowly, nor for streams, which answer at once and stay open. */
export function deadline(sayStatus: SayStatus) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.method === "POST" && !request.is("application/json")) return next();
    const timer = setTimeout(() => {
      if (response.headersSent) return;
      response.locals["late"] = true;
      response.setHeader("Retry-After", "5");
      sayStatus(request, response, 503);
    }, patienceMs);
    response.once("close", () => clearTimeout(timer));
    next();
  };
}

/** The handler's own answer, which came after the deadline's. */
export function isLateAnswer(error: { code?: string }, response: Response): boolean {
  return response.locals["late"] === true && error.code === "ERR_HTTP_HEADERS_SENT";
}
