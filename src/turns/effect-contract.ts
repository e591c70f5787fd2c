import type { Json } from "../core/json.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { Values } from "../conversation/definition.ts";
import type { Contact } from "../storage/contact.ts";

/** What an effect changes on the contact itself; committed with the turn, never by the effect. */
export type ContactPatch = Partial<Pick<Contact, "locale" | "profile" | "consents" | "stopped" | "stoppedFor">>;

export type EffectContext = {
  /** The contact as loaded, with the patches of this turn so far. Read only. */
  contact: Contact;
  /** Event id and position of the effect in its turn: the same when the event is played again after a crash. Every write is idempotent by it. */
  key: string;
  now: number;
  /** Text of locales in the contact's language. */
  text(key: string, params?: Record<string, unknown>): string;
};

export type EffectResult = {
  /** Chooses the next step by the flow's `on`. */
  outcome: string;
  /** Saved under the step's `save`. */
  values?: Values;
  patch?: ContactPatch;
  /** Everything about the person is gone from the rooms: the turn deletes the contact too. */
  forget?: true;
};

/**
 * One act of a flow (`do: join-club`). Writes its feature first; when the same `key` comes again it returns the same result
 * and changes nothing. Throws `UserMistake` for what the person can put right.
 */
export type Effect = {
  name: string;
  /** All outcomes there are: `flows check` holds the flows against them. */
  outcomes: readonly string[];
  run(args: Values, context: EffectContext): Promise<EffectResult>;
};

export type SourceOption = { value: string; label: string };

/** What a `choose` step offers. `page` counts from 0, `size` options a page. */
export type Source = {
  name: string;
  options(args: Values, page: number, size: number, context: EffectContext): Promise<{ options: SourceOption[]; more: boolean }>;
};

/** Messages to other people than the one whose turn it is (a promotion from the waiting list); put in their outboxes, deterministic ids. */
export type Notify = (messages: OutboundMessage[]) => Promise<void>;

export type Args = Record<string, Json>;
