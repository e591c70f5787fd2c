import { fold } from "../../lib/vietnamese/fold.ts";

/** After 0: mobile 3, 5, 7, 8, 9 and eight digits; fixed lines 2 and nine. (Numbering plan since 2018: Circular 22/2014/TT-BTTTT, mobile prefixes moved to ten digits.) */
const national = /^(?:[35789]\d{8}|2\d{9})$/;

/** A Vietnamese phone number in any usual spelling as +84…; undefined when it cannot be one. */
export function readPhone(text: string): string | undefined {
  const digits = fold(text).replace(/[\s.()\-]/g, "");
  const rest = /^(?:\+84|0084|84(?=\d{9,10}$)|0)0?(\d+)$/.exec(digits)?.[1];
  return rest !== undefined && national.test(rest) ? `+84${rest}` : undefined;
}
