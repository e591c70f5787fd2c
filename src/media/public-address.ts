import { BlockList, isIP } from "node:net";

const closed = new BlockList();
// IANA's special-purpose registries: everything that is not a place in the public internet.
const closedV4 = [
  ["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12], ["192.0.0.0", 24], ["192.0.2.0", 24],
  ["192.88.99.0", 24], ["192.168.0.0", 16], ["198.18.0.0", 15], ["198.51.100.0", 24], ["203.0.113.0", 24], ["224.0.0.0", 4], ["240.0.0.0", 4],
] as const;
for (const [net, prefix] of closedV4) closed.addSubnet(net, prefix, "ipv4");
// Inside 2000::/3: protocol assignments with Teredo, documentation, 6to4 (which carries an IPv4 address).
for (const [net, prefix] of [["2001::", 23], ["2001:db8::", 32], ["2002::", 16], ["3fff::", 20]] as const) closed.addSubnet(net, prefix, "ipv6");

const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");
const translated = new BlockList();
translated.addSubnet("64:ff9b::", 96, "ipv6");

/**
 * Whether an address lies in the public internet: not this machine, its networks, a carrier's, link-local (cloud metadata), multicast
 * or reserved. IPv6 only inside 2000::/3, so mapped, unique-local and every other form of an inner address is out;
 * a NAT64 address counts as the IPv4 address it stands for.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, "ipv4");
  if (family !== 6 || address.includes("%")) return false;
  if (translated.check(address, "ipv6")) return isPublicAddress(lastFourBytes(address));
  return global.check(address, "ipv6") && !closed.check(address, "ipv6");
}

function lastFourBytes(address: string): string {
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (dotted) return dotted;
  // URL writes IPv6 in one form; the last two groups are the IPv4 address.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(":").slice(-2).map((group) => Number.parseInt(group || "0", 16));
  return groups.flatMap((group) => [group >> 8, group & 255]).join(".");
}
