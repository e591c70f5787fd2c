import type { SendErrorCode } from "../../core/send-error.ts";

/** The same number means different things on different hosts (§4.4), so every meaning is asked for by (host, code). */
export type ZaloHost = "oa" | "business";

/** What can be done at once, or later by itself, before the failure counts. */
export type ZaloRemedy =
  | "new-token" // refresh once, the same call once more
  | "upload-again" // the attachment's week is over
  | "plain-text" // the package has no buttons, or this kind of message is not supported
  | "after-night"; // refused from 22:00 to 06:00: at 06:05

export type ZaloMeaning = { code: SendErrorCode; remedy?: ZaloRemedy };

type Rows = readonly (readonly [codes: readonly number[], code: SendErrorCode, remedy?: ZaloRemedy])[];

/**
 * OA API, §1.6. "throttled", "quota" and "token" stop the whole account for a while, so they stand only for what concerns the whole account:
 * -320 and -321 (no billing account, no money) refuse paid messages alone and close the paid window of one person.
 */
const oaRows: Rows = [
  [[-32], "throttled"], // calls a minute of the app or OA
  [[-216, -220], "token", "new-token"], // access token invalid, expired or removed
  [[-202, -204, -205, -209, -212, -219, -221, -223, -235, -242], "token"], // account, app or consent: a human must act
  [[-224], "token", "plain-text"], // the package is too low: buttons first, then everything
  [[-233], "bad-content", "plain-text"],
  [[-100], "bad-content", "upload-again"],
  [[-201, -210, -237, -238, -240, -241, -248, -249, -403], "bad-content"],
  // Not to this person now: no interaction in 7 days; the person's receive quota; the free 48 h are over and nothing pays for more
  [[-230, -232, -305, -218, -311, -320, -321], "window-closed"],
  [[-211], "quota"],
  [[-213, -217, -222, -227, -244], "blocked"],
  [[-234], "network", "after-night"],
  [[-200, -214], "network"], // "send failed", still processing: certainly not delivered, worth a few more tries
];

/** ZBS by phone number, §4.4. */
const businessRows: Rows = [
  [[-32], "throttled"],
  [[-124], "token", "new-token"],
  [[-135, -1351], "token"], // the OA may not send, or is blocked
  [[-108, -109, -1121, -1122, -117, -131, -146], "bad-content"], // phone, template, parameters
  [[-114, -118, -119, -139, -140, -141], "blocked"], // cannot be reached, or refused to be
  [[-115, -137, -136, -144, -147], "quota"], // money, billing account, the day's and the template's limit
  [[-1441, -1471, -1472], "window-closed"], // this person's limit of promotions
  [[-133], "network", "after-night"],
  [[-100], "unknown-outcome"], // here an unknown error, on the OA's host an attachment's end
];

/** Consent and tokens, §1.6: the two numbers this host is known to give. They are explained to whoever connects the account. */
export const oauthCodes = { inactiveApp: -14_002, otherRedirect: -14_003 } as const;

const tables: Record<ZaloHost, ReadonlyMap<number, ZaloMeaning>> = { oa: tableOf(oaRows), business: tableOf(businessRows) };

/** What a code means on a host. Codes nobody has documented are the message's fault: repeating them would not help. */
export function zaloMeaning(host: ZaloHost, code: number): ZaloMeaning {
  return tables[host].get(code) ?? { code: "bad-content" };
}

function tableOf(rows: Rows): ReadonlyMap<number, ZaloMeaning> {
  return new Map(rows.flatMap(([codes, code, remedy]) => codes.map((number) => [number, remedy ? { code, remedy } : { code }] as const)));
}
