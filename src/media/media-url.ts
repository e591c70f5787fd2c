import { isIP } from "node:net";
import { hostAndPort, hostFits, type HostRules } from "./allowed-hosts.ts";
import { MediaRefused } from "./refusal.ts";

/** Platforms' addresses carry signatures, but none is longer than this. */
const longest = 4000;

/** An address that may be asked. `trusted`: an administrator named exactly this host and port, so its address is not looked at. */
export type MediaTarget = { url: URL; trusted: boolean };

/**
 * Reads an address by the one parser that is also used for the request, so that both mean the same place: WHATWG URL writes
 * 0x7f.1, 2130706433, full-width digits and backslashes in their plain form. Throws MediaRefused. No network.
 */
export function mediaTarget(address: string, rules: HostRules): MediaTarget {
  if (address.length > longest || !URL.canParse(address)) throw new MediaRefused("address");
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new MediaRefused("address");
  if (url.username !== "" || url.password !== "") throw new MediaRefused("address");
  if (rules.trusted.has(hostAndPort(url))) return { url, trusted: true };
  // Both schemes' usual port reads as "" here: nothing but 443, and 80 where it becomes 443.
  if (url.port !== "") throw new MediaRefused("address");
  // Zalo writes http for hosts that speak https.
  if (url.protocol === "http:") url.protocol = "https:";
  if (isIP(url.hostname.replace(/^\[|\]$/g, "")) !== 0) throw new MediaRefused("host");
  if (!rules.patterns.some((pattern) => hostFits(url.hostname, pattern))) throw new MediaRefused("host");
  return { url, trusted: false };
}
