import type { NextFunction, Request, Response } from "express";

/** A store that hangs: whoever waits is told so instead. Longer than any page takes on a busy machine. */
const patienceMs = 4_000;

/** Answers 503 when nothing has been answered in time. Not for uploads, whose bodies come slowly, nor for streams, which answer at once and stay open. */
export function deadline(request: Request, response: Response, next: NextFunction): void {
  if (request.headers["content-type"]?.startsWith("application/json") === false && request.method === "POST") return next();
  const timer = setTimeout(() => {
    if (response.headersSent) return;
    response.locals["late"] = true;
    response.writeHead(503, { "retry-after": "5", "content-type": "application/json" }).end('{"error":"busy"}');
  }, patienceMs);
  response.once("close", () => clearTimeout(timer));
  next();
}

/** The handler's own answer, which came after the deadline's. */
export function isLateAnswer(error: { code?: string }, response: Response): boolean {
  return response.locals["late"] === true && error.code === "ERR_HTTP_HEADERS_SENT";
}
