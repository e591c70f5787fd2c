import { idMaker } from "./shape.ts";
import type { Outcome } from "./stand-in.ts";

/** `{code: 190}`, `{code: 10, subcode: 2018278}`; `status` is Meta's HTTP status, 400 unless given. */
export type MessengerFault = { code: number; subcode?: number; message?: string; status?: number };

export type MessengerSettings = { pageId: string; token: string; appSecret: string; verifyToken: string; appId: string; /** Meta granted the Human Agent feature. */ humanAgent: boolean };

/** One message that was taken, as its echo tells of it. */
export type SentMessage = { mid: string; to: string; at: number; text?: string; metadata?: string };

export type StoredTemplate = { id: string; name: string; language: string; status: string; category: "UTILITY"; components: { type: string; text?: string; buttons?: unknown[] }[] };

/** What the stand-in remembers besides messages. */
export class MessengerState {
  readonly sent: SentMessage[] = [];
  profile: Record<string, unknown> = {};
  profileCalls: number[] = [];
  /** Fields each app is installed with. */
  readonly subscribed = new Map<string, string[]>();
  /** How this page spells the field of template states; undefined: it knows none. */
  templateField: string | undefined = "message_template_status_update";
  /** Says yes to a subscription and forgets it. */
  forgetsSubscriptions = false;
  readonly templates: StoredTemplate[] = [];
  /** What becomes of templates handed in. */
  approval: "APPROVED" | "PENDING" | "REJECTED" = "APPROVED";
  /** When a comment was written, for those the page has; who wrote it in Messenger's ids. */
  readonly comments = new Map<string, { at: number; psid: string }>();
  readonly repliedComments = new Set<string>();
  /** The app that owns a person's thread. */
  readonly owners = new Map<string, string>();
  readonly names = new Map<string, { first_name?: string; last_name?: string } | MessengerFault>();
  /** Headers of every answer, such as the usage headers. */
  headers: Record<string, string> = {};
  /** Where echoes of what is sent are posted by themselves. */
  hears: string | undefined;
  readonly nextMid = idMaker("m_sent");
  readonly nextId = idMaker("90");
}

export function refusal({ code, subcode, message = `(#${code}) refused`, status = 400 }: MessengerFault): Outcome {
  return { status, body: { error: { message, type: "OAuthException", code, ...(subcode === undefined ? {} : { error_subcode: subcode }), fbtrace_id: "AbCdEf" } } };
}

/** Refused because a documented rule was broken. */
export function violated(violation: string, fault: MessengerFault): Outcome {
  return { ...refusal(fault), violation: `messenger: ${violation}` };
}

export function badParameter(fault: string): Outcome {
  return violated(fault, { code: 100, message: `(#100) ${fault}` });
}

export const success: Outcome = { status: 200, body: { success: true } };
