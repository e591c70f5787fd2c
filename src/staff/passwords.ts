import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number, options: ScryptOptions) => Promise<Buffer>;

/** OWASP's least for scrypt: 128 MiB would be 2^17; 2^15 with r=8, p=3 is its equivalent for small machines. */
const cost = { N: 2 ** 15, r: 8, p: 3 };
export const shortestPassword = 10;
export const longestPassword = 200;

/** Normalised, so that a phone that types NFD signs in as well. */
const normal = (password: string): string => password.normalize("NFC");

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(normal(password), salt, 32, { ...cost, maxmem: 64 * 1024 * 1024 });
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** An absent hash costs as much as a wrong one: who has an account cannot be timed. */
export async function passwordFits(password: string, stored: string | undefined): Promise<boolean> {
  const [, N, r, p, salt, hash] = (stored ?? `scrypt$${cost.N}$${cost.r}$${cost.p}$${"A".repeat(22)}$${"A".repeat(43)}`).split("$");
  const expected = Buffer.from(hash!, "base64url");
  const given = await derive(normal(password.slice(0, longestPassword)), Buffer.from(salt!, "base64url"), expected.length, { N: Number(N), r: Number(r), p: Number(p), maxmem: 64 * 1024 * 1024 });
  return timingSafeEqual(given, expected) && stored !== undefined;
}
