import type { Frame, OpenAsk, OpenChoice, Pending, Session } from "./session.ts";

/**
 * Takes a stored session in, or undefined when it is none of ours (an old shape, a damaged document).
 * Copies every level the engine writes to, so that the caller's object stays as it was. By hand, not with a schema: it runs every turn.
 */
export function readSession(stored: unknown): Session | undefined {
  if (!isRecord(stored) || !Array.isArray(stored["frames"]) || !isNumber(stored["startedAt"])) return undefined;
  const frames = stored["frames"].map(readFrame);
  if (frames.length === 0 || frames.length > 16 || frames.includes(undefined)) return undefined;
  const session: Session = { frames: frames as Frame[], startedAt: stored["startedAt"] };
  return readOpen(stored, session) ? session : undefined;
}

function readOpen(stored: Record<string, unknown>, session: Session): boolean {
  if (stored["ask"] !== undefined) {
    const ask = readAsk(stored["ask"]);
    if (!ask) return false;
    session.ask = ask;
  }
  if (stored["pending"] !== undefined) {
    if (!isPending(stored["pending"])) return false;
    session.pending = stored["pending"];
  }
  return true;
}

function readFrame(stored: unknown): Frame | undefined {
  if (!isRecord(stored) || !isRecord(stored["vars"])) return undefined;
  const { flow, version, step, vars } = stored;
  if (typeof flow !== "string" || !isNumber(version) || typeof step !== "string") return undefined;
  return { flow, version, step, vars: { ...vars } as Frame["vars"] };
}

function readAsk(stored: unknown): OpenAsk | undefined {
  if (!isRecord(stored) || !Array.isArray(stored["choices"])) return undefined;
  const { number, at, choices, page, misses, reminded, halfWay } = stored;
  if (!isNumber(number) || !isNumber(at) || !isNumber(misses) || !choices.every(isChoice)) return undefined;
  if (page !== undefined && !isNumber(page)) return undefined;
  const ask: OpenAsk = { number, at, choices, misses, reminded: reminded === true };
  if (page !== undefined) ask.page = page;
  if (halfWay === true) ask.halfWay = true;
  return ask;
}

function isChoice(stored: unknown): stored is OpenChoice {
  if (!isRecord(stored) || typeof stored["label"] !== "string" || typeof stored["value"] !== "string") return false;
  return isOptionalText(stored["flow"]) && isOptionalText(stored["act"]);
}

function isPending(stored: unknown): stored is Pending {
  if (!isRecord(stored) || !isNumber(stored["spent"])) return false;
  if (stored["kind"] === "effect") return true;
  if (stored["kind"] === "page") return isNumber(stored["page"]);
  return stored["kind"] === "find" && typeof stored["text"] === "string";
}

function isOptionalText(stored: unknown): boolean {
  return stored === undefined || typeof stored === "string";
}

function isNumber(stored: unknown): stored is number {
  return typeof stored === "number" && Number.isFinite(stored);
}

function isRecord(stored: unknown): stored is Record<string, unknown> {
  return typeof stored === "object" && stored !== null && !Array.isArray(stored);
}
