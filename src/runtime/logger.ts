import { pino, type Logger } from "pino";

export type { Logger } from "pino";

/**
 * JSON lines on standard output. Texts, names, tokens and phone numbers never go into a log line: log ids, counts, codes
 * and durations. Errors are reduced to name, code and stack, because messages of drivers and platforms quote what was sent.
 */
export function createLogger(level: string, name = "cau-noi"): Logger {
  return pino({ name, level, base: { pid: process.pid }, serializers: { err: safeError, error: safeError } });
}

const quotesContent = /MongoServerError|ValidationError|CastError|TelegramError|ReplyError|SyntaxError|ZodError/;

function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? "").split("\n").filter((line) => line.trimStart().startsWith("at ")).slice(0, 12);
  return {
    type: error.name,
    ...(quotesContent.test(error.name) ? {} : { message: error.message }),
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    stack: frames.map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: safeError(error.cause) }),
  };
}
