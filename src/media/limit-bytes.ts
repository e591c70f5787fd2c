import { Transform } from "node:stream";
import { MediaRefused } from "./refusal.ts";

/** Lets at most so many bytes through and then fails with MediaRefused "too-large"; "empty" when nothing came at all. */
export function limitBytes(most: number): Transform {
  let count = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      if (count > most) done(new MediaRefused("too-large"));
      else done(null, chunk);
    },
    flush: (done) => done(count === 0 ? new MediaRefused("empty") : null),
  });
}
