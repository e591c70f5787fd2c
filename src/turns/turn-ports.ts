import type { FlowLibrary, SayMedia, Values } from "../conversation/definition.ts";
import type { Contacts } from "../storage/contacts.ts";
import type { MessageLog } from "../storage/message-log.ts";
import type { Logger } from "../runtime/logger.ts";
import type { ChannelName } from "../core/channel-name.ts";
import type { ContactId } from "../core/contact-id.ts";
import type { Link } from "../links/index.ts";
import type { InboundEvent, PersonInput } from "../core/inbound-event.ts";
import type { OutboundMedia } from "../core/outbound-message.ts";
import type { Effect, Source } from "./effect-contract.ts";
import type { GlobalWord } from "./global-words.ts";

/** What the words of a person were taken to mean. */
export type Understood = {
  decision: "flow" | "answer" | "suggest" | "none";
  flow?: string;
  params?: Record<string, string>;
  answer?: string;
};

/** Everything a turn needs; assembled once at start. */
export type TurnPorts = {
  contacts: Contacts;
  log: MessageLog;
  library: FlowLibrary;
  effects: ReadonlyMap<string, Effect>;
  sources: ReadonlyMap<string, Source>;
  text(key: string, params: Record<string, unknown>, locale: string): string | undefined;
  globalWord(text: string): GlobalWord | undefined;
  understand(text: string): Understood;
  /** Somebody may be in danger. Asked of every text, so it is cheap. */
  isUrgent(text: string): boolean;
  /** The entry link of a slug or code, with this person counted for this event; undefined: none, or disabled. */
  openLink(name: string, contact: ContactId, eventId: string): Promise<Link | undefined>;
  /** Whether this is the own chat of somebody of staff who may send notices. Absent: nobody's. */
  mayNotify?(contact: ContactId): Promise<boolean>;
  /** How many buttons the channel shows. */
  maxChoices(channel: ChannelName): number;
  /** Has what came with a message copied, once for each event. Absent: nothing is kept. */
  noteMedia?(event: InboundEvent & { input: Extract<PersonInput, { kind: "media" }> }): Promise<void>;
  /** The picture or document of a flow as this channel gets it; undefined: the text goes alone. */
  flowMedia?(media: SayMedia, channel: ChannelName): OutboundMedia | undefined;
  defaultLocale: "vi" | "en";
  logger: Logger;
};

/** Where a message without a running session leads. */
export type Opening = { flow: string; with?: Values };
