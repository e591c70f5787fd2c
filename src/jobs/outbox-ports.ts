import type { Channel, WindowRule } from "../channels/contract.ts";
import type { OutboundMessage } from "../core/outbound-message.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Claim, Lanes, Outcome, Sent } from "../storage/lanes/lanes.ts";
import type { Spending } from "./spending.ts";

export type OutboxPorts = {
  lanes: Lanes;
  channel(name: string, account: string): Channel | undefined;
  /** The person blocked the bot or is gone: nothing more until they come back. */
  unreachable(contact: string): Promise<void>;
  /** What the platform allows towards this person now, read anew; absent: a window that has ended has ended. */
  windowRule?(contact: string): Promise<WindowRule>;
  /** Whether a notice may still go out: undefined when it may, else what its row becomes. Looks at nothing slow. */
  gate?(message: OutboundMessage): RecipientState | undefined;
  /** Keeps an outcome that could not be written with its message's end. */
  keepOutcome?(outcome: Outcome): Promise<void>;
  /** Budgets for billed messages; absent: none are sent. */
  spending?: Pick<Spending, "reserve" | "refund">;
  /** The platform refuses the account itself (`channel:account`), told once a pause, that is once a minute at most; or warns it on account of one message. */
  accountTrouble?(account: string, code: "token" | "quota" | "warned", platformCode: string | undefined): Promise<void>;
  /** How long the echo of a reply of unknown outcome is waited for before it is sent again. */
  echoWaitMs?: number;
  /** How long a reply of unknown outcome waits for its second try; doubled for each further one. */
  unknownPauseMs?: number;
  metrics: Metrics;
  logger: Logger;
};

/** How one recipient of a notice ended, see `RowState` of the broadcasts: s, f:reason, u, w, or what the gate says. */
export type RecipientState = string;

/** One message on its way: which item of the claim it is, whether it has a sending slot, how often it failed before. */
export type Delivery = { claim: Claim; member: string; slot: boolean; tries: number; crashed: boolean; message: OutboundMessage };

/** A message's end; `calls` to the platform when it was sent in a slot. */
export type Ending = { state: RecipientState; sent?: Sent[]; calls?: number };
