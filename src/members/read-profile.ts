import { ageBands, type AgeBand, type Contact } from "../storage/contact.ts";

type Profile = Contact["profile"];

/** Longest field kept, characters. */
const longest = 60;

/** A profile with the fields that are given and make sense changed; the others stay. A branch takes the place of a village nobody knows, and the other way round. */
export function changedProfile(profile: Profile, given: { name?: unknown; branch?: unknown; village?: unknown; ageBand?: unknown }): Profile {
  const [name, branch, village] = [line(given.name), line(given.branch), line(given.village)];
  const band = isAgeBand(given.ageBand) ? given.ageBand : undefined;
  const next: Profile = { ...profile, ...(name ? { name } : {}), ...(band ? { ageBand: band } : {}) };
  if (branch || village) {
    delete next.branch;
    delete next.village;
  }
  return { ...next, ...(branch ? { branch } : {}), ...(village ? { village } : {}) };
}

function line(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const clean = value.normalize("NFC").replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return clean === "" ? undefined : [...clean].slice(0, longest).join("");
}

function isAgeBand(value: unknown): value is AgeBand {
  return ageBands.includes(value as AgeBand);
}
