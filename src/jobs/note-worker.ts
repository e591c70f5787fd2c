import type { PlatformNote } from "../core/platform-note.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Contacts } from "../storage/contacts.ts";
import { memberJson, type Claim, type Lanes } from "../storage/lanes/lanes.ts";
import { noteEcho } from "./note-echo.ts";
import { noteReceipt, type ReceiptPorts } from "./note-receipt.ts";
import { release, takeOver, type TakeoverPorts } from "./takeover.ts";
import { isTransient } from "./transient.ts";

export type NotePorts = {
  lanes: Lanes;
  contacts: Contacts;
  takeover: TakeoverPorts;
  receipts: ReceiptPorts;
  /** What staff write on the platform to give the conversation back to the bot. */
  releaseWord: string;
  /** One private reply to a comment; absent: comments are left alone. */
  comment?(note: Extract<PlatformNote, { kind: "comment" }>): Promise<void>;
  /** Somebody wrote to whom notices went lately, or for whom some wait. */
  acted?(note: Extract<PlatformNote, { kind: "acted" }>): Promise<number | void>;
  /** Staff must see it: a restriction, a template's new state. */
  alert(note: Extract<PlatformNote, { kind: "account" }>): Promise<void>;
  /** The platform passed on a wish to have the data deleted: a person decides. */
  withdrawn(contact: string, id: string, at: number): Promise<void>;
  logger: Logger;
  now(): number;
};

const mostTries = 5;

/** Carries out what the platforms tell besides people's words, one note at a time per person, in order. */
export function createNoteWorker(ports: NotePorts): (claim: Claim) => Promise<void> {
  return async (claim) => {
    for (const [index, member] of claim.members.entries()) {
      const outcome = await carryOut(claim, member, ports);
      if (outcome === "later") return;
      if (!(await ports.lanes.finish(claim, member, { release: index === claim.members.length - 1 }))) return;
    }
  };
}

async function carryOut(claim: Claim, member: string, ports: NotePorts): Promise<"done" | "later"> {
  try {
    const waitMs = await apply(JSON.parse(memberJson(member)) as PlatformNote, ports);
    if (!waitMs) return "done";
    await ports.lanes.postpone(claim, waitMs);
  } catch (error) {
    if (isTransient(error)) await ports.lanes.postpone(claim, 500);
    else {
      ports.logger.error({ err: error }, "a platform's note could not be carried out");
      await ports.lanes.fail(claim, member, { delayMs: 1000 * 4 ** claim.tries, limit: mostTries, error: { error: error instanceof Error ? error.name : "unknown" } });
    }
  }
  return "later";
}

/** Returns how long to wait before trying again when it cannot be decided yet. */
async function apply(note: PlatformNote, ports: NotePorts): Promise<number | void> {
  switch (note.kind) {
    case "echo":
      return noteEcho(note, ports);
    case "receipt":
      return noteReceipt(note, ports.lanes, ports.receipts);
    case "thread":
      return note.owner === "us" ? release(note.contact, ports.takeover) : takeOver(note.contact, note.at, ports.takeover);
    case "acted":
      return ports.acted?.(note);
    case "interaction":
      return ports.contacts.touch(note.contact, note.at);
    case "comment":
      return ports.comment?.(note);
    case "withdrawn":
      return ports.withdrawn(note.contact, note.id, note.at);
    case "account":
      return ports.alert(note);
    case "moved":
      // Only groups move, and the bot keeps quiet in groups: nothing of a person is kept under the old id.
      return undefined;
  }
}
