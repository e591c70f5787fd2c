import type { ContactId } from "./contact-id.ts";

/**
 * What a platform tells besides people's words. Never answered; carried out by `jobs/note-worker.ts`, at most once each by `id`.
 * `contact` is the person concerned, `channel:account:-` where a note concerns the account itself.
 */
export type PlatformNote = { id: string; contact: ContactId; at: number } & NoteContent;

export type NoteContent =
  /**
   * Something said to the person in the account's name: by us, by another system, or by staff in the platform's own inbox.
   * `ours`: our message's id where the platform hands it back; `staff`: a human for certain; otherwise the message id decides.
   */
  | { kind: "echo"; messageId?: string; ours?: string; staff?: boolean; text?: string }
  /** Reached the phone or was seen: the messages named, or everything up to `until` (epoch ms). */
  | { kind: "receipt"; state: "delivered" | "read"; messageIds?: string[]; until?: number }
  /** Who owns the conversation now, where the platform keeps that (Messenger's conversation routing). */
  | { kind: "thread"; owner: "us" | "other" }
  /** The person did something that opens the messaging window and needs no answer (a reaction). */
  | { kind: "interaction" }
  /** A person to whom notices went lately, or for whom some wait, did something; made by ourselves. */
  | { kind: "acted"; answers: boolean; said?: string }
  /** A comment under the page's post, by somebody we cannot write to except once in reply to it. `contact` carries their id for comments. */
  | { kind: "comment"; commentId: string; text: string; postId?: string }
  /** The person goes on under another id (Telegram: a group became a supergroup). */
  | { kind: "moved"; to: string }
  /** The person asked the platform to have their data deleted. */
  | { kind: "withdrawn" }
  /** Something for staff: a restriction, a template's new state, a quota; `event` is the platform's own word, `detail` holds no texts of people. */
  | { kind: "account"; event: string; severity: "info" | "warning" | "alert"; detail?: string };
