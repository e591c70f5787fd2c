import type { PlatformNote } from "../core/platform-note.ts";
import { fold } from "../lib/vietnamese/index.ts";
import type { NotePorts } from "./note-worker.ts";
import { release, takeOver } from "./takeover.ts";

type Echo = Extract<PlatformNote, { kind: "echo" }>;

/** While a message of ours is on its way its echo may be here before the platform's answer: look again soon. */
const lookAgainMs = 250;

/**
 * The platform says what was said in the account's name. Ours confirms that it arrived; anything else is a person of staff (or
 * another system they use), and the bot leaves the conversation to them. Returns a wait when it cannot be told yet.
 */
export async function noteEcho(note: Echo, ports: NotePorts): Promise<number | void> {
  if (note.ours) return ports.lanes.confirm(note.ours);
  const mine = note.messageId ? (await ports.lanes.trail(note.contact)).find((sent) => sent.messageId === note.messageId) : undefined;
  if (mine) return ports.lanes.confirm(mine.id);
  // A late echo of long ago silences nobody.
  if (note.at + ports.takeover.silenceMs <= ports.now()) return;
  if (!note.staff && (await ports.lanes.inFlight(note.contact))) return lookAgainMs;
  if (note.text !== undefined && fold(note.text).trim() === fold(ports.releaseWord)) return release(note.contact, ports.takeover);
  await takeOver(note.contact, note.at, ports.takeover);
}
