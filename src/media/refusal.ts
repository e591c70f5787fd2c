/** Why a file is not kept. The last three are nobody's fault: the file is gone. */
export const refusals = [
  "address", // not https, credentials or an odd port in it, or none at all
  "host", // not a host of the platform
  "private-address", // the host's name leads into our own network
  "redirects", // sent on too often
  "answer", // the host answered with something else than the file
  "too-large",
  "too-many-pixels",
  "empty",
  "type", // a kind of file we do not take, or one that pretends to be another
  "broken", // says it is a picture and cannot be read as one
  "bomb", // an archive that would unpack to far more than it should
  "link-dead",
  "gave-up",
  "no-source",
] as const;
export type Refusal = (typeof refusals)[number];

const gone: readonly Refusal[] = ["link-dead", "gave-up", "no-source"];

/** "gone": it could have been kept had it still been there; "refused": it will never be. */
export function stateOf(reason: Refusal): "gone" | "refused" {
  return gone.includes(reason) ? "gone" : "refused";
}

/** A file that is not to be kept, now or later. Carries neither address nor name. */
export class MediaRefused extends Error {
  override name = "MediaRefused";
  readonly reason: Refusal;
  constructor(reason: Refusal) {
    super(`file refused: ${reason}`);
    this.reason = reason;
  }
}

/** A file that could not be had now; later perhaps. `code` is the system's or platform's, never an address: those hold tokens. */
export class MediaDelayed extends Error {
  override name = "MediaDelayed";
  readonly code: string;
  constructor(code: string) {
    super(`file not had yet: ${code}`);
    this.code = code;
  }
}
