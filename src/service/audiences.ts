import type { Audience } from "../broadcasts/index.ts";
import { clubById, clubContacts } from "../clubs/index.ts";
import { dialogueById, dialoguesAhead, registeredContacts, type Dialogue } from "../dialogues/index.ts";
import { askersOf, questionById } from "../questions/index.ts";
import type { DialogueNotice } from "../jobs/dialogue-notices.ts";
import type { Rooms } from "./rooms.ts";

/** Who is meant by an audience, and what reminders ask about dialogues. */
export type Audiences = {
  /** Ids of an audience's people after `after`, ascending. "all" is the contacts' own business. */
  audience(audience: Audience, after: string, limit: number): Promise<string[]>;
  audienceExists(audience: Exclude<Audience, { kind: "all" }>): Promise<boolean>;
  dialogue(id: string): Promise<DialogueNotice | undefined>;
  dialoguesAhead(now: number): Promise<DialogueNotice[]>;
};

export function createAudiences(rooms: Rooms): Audiences {
  return {
    async audience(audience, after, limit) {
      if (audience.kind === "club") return clubContacts(rooms.clubs, audience.id, after, limit);
      if (audience.kind === "question") return askersOf(rooms.questions, audience.id, after, limit);
      if (audience.kind === "dialogue") return registeredContacts(rooms.dialogues, audience.id, after, limit, audience.seatedOnly ? ["seated"] : ["seated", "waiting"]);
      throw new Error("everybody is paged by the contacts");
    },
    async audienceExists({ kind, id }) {
      if (kind === "question") return Boolean(await questionById(rooms.questions, id));
      return Boolean(kind === "club" ? await clubById(rooms.clubs, id) : await dialogueById(rooms.dialogues, id));
    },
    async dialogue(id) {
      const found = await dialogueById(rooms.dialogues, id);
      return found && noticeOf(found);
    },
    async dialoguesAhead(now) {
      return (await dialoguesAhead(rooms.dialogues, now)).map(noticeOf);
    },
  };
}

function noticeOf({ _id, state, revision, startsAt, title, place }: Pick<Dialogue, "_id" | "state" | "revision" | "startsAt" | "title" | "place">): DialogueNotice {
  return { id: _id, state, revision, startsAt, title, place };
}
