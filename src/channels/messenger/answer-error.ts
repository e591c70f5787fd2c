import { SendError } from "../../core/send-error.ts";
import { wasNotTaken, type PlatformAnswer } from "../post-json.ts";
import { at } from "../untrusted.ts";
import { messengerMeaning } from "./error-codes.ts";
import { messengerUsage } from "./usage.ts";

type Answer = Pick<PlatformAnswer, "status" | "body"> & Partial<Pick<PlatformAnswer, "headers">>;

const minuteMs = 60_000;

/** What an answer means, or undefined when the call was carried out. Meta's HTTP statuses say little: code and subcode decide (§1.8). */
export function messengerSendError(answer: Answer): SendError | undefined {
  const code = at(answer.body, "error", "code");
  if (code === undefined) return answer.status < 300 && answer.body !== undefined ? undefined : statusError(answer);
  const subcode = at(answer.body, "error", "error_subcode");
  const meaning = messengerMeaning(code, subcode);
  const platformCode = subcode === undefined ? plain(code) : `${plain(code)}/${plain(subcode)}`;
  const wait = meaning.code === "throttled" ? waitMs(answer, /^613\b/.test(platformCode) ? undefined : minuteMs) : undefined;
  return new SendError(meaning.code, { ...meaning, platformCode, ...(wait === undefined ? {} : { retryAfterMs: wait }) });
}

function statusError(answer: Answer): SendError {
  const platformCode = `http-${answer.status}`;
  if (answer.status === 429) return new SendError("throttled", { platformCode, retryAfterMs: waitMs(answer, minuteMs)! });
  if (answer.status === 401) return new SendError("token", { platformCode });
  if (wasNotTaken(answer.status)) return new SendError("network", { platformCode });
  // Not the platform's own words: something between us and it (a gateway, a captive portal) turned the call away.
  if (answer.status >= 300 && answer.status < 500) return new SendError("network", { platformCode });
  // Other 5xx and a success without JSON tell nothing of the message.
  return new SendError("unknown-outcome", { platformCode });
}

/** As long as Meta's usage headers say. 613 counts calls by the second: unless told otherwise, a wait that begins short and grows does. */
function waitMs({ headers }: Answer, otherwise: number | undefined): number | undefined {
  return (headers && messengerUsage(headers)?.regainMs) || otherwise;
}

/** Codes are numbers; whatever else stands there is not repeated into logs. */
function plain(code: unknown): string {
  return /^\d{1,12}$/.test(String(code)) ? String(code) : "unreadable";
}
