import type { SendErrorCode } from "../../core/send-error.ts";

export type MessengerMeaning = { code: SendErrorCode; retryable?: boolean; /** Staff must see it. */ warns?: boolean };

const throttled: MessengerMeaning = { code: "throttled" };
const token: MessengerMeaning = { code: "token" };
const blocked: MessengerMeaning = { code: "blocked" };
const closed: MessengerMeaning = { code: "window-closed" };
const temporary: MessengerMeaning = { code: "network" };
const refused: MessengerMeaning = { code: "bad-content" };

/**
 * Meaning of `code/subcode`, `/subcode` or `code` (§1.8). "token" stands for everything a human has to put right before the page may send
 * again: credentials, permissions, an app that is not live, Meta's restriction of the page. "throttled" and "token" stop the whole page for a
 * while, so what concerns one thread or person is never among them.
 */
const meanings = new Map<string, MessengerMeaning>([
  ["10/2018278", closed], ["10/2018065", closed], ["10/2534022", closed], // outside the window
  ["10/2018108", blocked], // the person cannot receive now
  ["10/1893063", token], // Meta restricts the page: nothing more may be sent
  ["10", token], ["200", token], ["200/2018028", token], // a permission is missing, or the app is not live or not reviewed
  ["190", token],
  // Not available: blocked, deactivated, not accepting. One of Meta's pages calls it a closed window instead; the person's next act ends both
  ["551", blocked], ["551/1545041", blocked], ["200/1545041", blocked], ["/1545041", blocked],
  ["100/2018001", blocked], // no such person, or another page's
  ["100", refused], ["100/1893061", refused], // a parameter, or a message tag that died on 2026-04-27: our mistake, never again as it is
  ["100/2018014", refused], ["100/2018047", refused], ["100/2018074", refused], ["100/2018109", refused],
  ["100/2018008", { code: "bad-content", retryable: true }], // Meta could not fetch the file: once more
  ["4", throttled], ["17", throttled], ["32", throttled], ["613", throttled], ["613/2534040", throttled],
  ["613/2018338", { code: "blocked", warns: true }], // Meta warns of abuse: nothing more to this person, and staff must know
  ["1", temporary], ["1/99", temporary], ["2", temporary], ["1200", temporary],
  ["/2018300", temporary], // another app has the thread
  ["/2018321", temporary], // Meta's own questions and answers have it
  ["/2018218", refused], ["/2018247", refused], // a profile nobody may read: `person.ts` goes on without a name
]);

/** What a failure's code and subcode mean. Codes nobody has documented are the message's fault: repeating them would not help. */
export function messengerMeaning(code: unknown, subcode: unknown): MessengerMeaning {
  return meanings.get(`${code}/${subcode}`) ?? meanings.get(`/${subcode}`) ?? meanings.get(`${code}`) ?? range(Number(code));
}

/** 80001–80014 are the business use case limits; which of them is Messenger's is not documented for certain. */
function range(code: number): MessengerMeaning {
  return code >= 80_001 && code <= 80_014 ? throttled : refused;
}
