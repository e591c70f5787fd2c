import type { ChannelName } from "../core/channel-name.ts";
import type { FlowLibrary } from "../conversation/definition.ts";
import type { Config } from "../runtime/config.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Texts } from "../runtime/texts.ts";
import type { Contacts } from "../storage/contacts.ts";
import type { MessageLog } from "../storage/message-log.ts";
import type { Effect, Source } from "../turns/effect-contract.ts";
import { createGlobalWords } from "../turns/global-words.ts";
import type { TurnPorts } from "../turns/turn-ports.ts";

export type TurnParts = {
  config: Config;
  logger: Logger;
  texts: Texts;
  contacts: Contacts;
  log: MessageLog;
  library: FlowLibrary;
  effects: Effect[];
  sources: Source[];
  maxChoices(channel: ChannelName): number;
} & Pick<TurnPorts, "noteMedia" | "flowMedia" | "mayNotify">;

/** What a turn needs, from the assembled parts. */
export function createTurnPorts({ config, logger, texts, contacts, log, library, effects, sources, maxChoices, noteMedia, flowMedia, mayNotify }: TurnParts, { understand, isUrgent, openLink }: Pick<TurnPorts, "understand" | "isUrgent" | "openLink">): TurnPorts {
  return {
    contacts, log, library, logger, maxChoices, understand, isUrgent,
    ...(noteMedia ? { noteMedia } : {}),
    ...(flowMedia ? { flowMedia } : {}),
    ...(mayNotify ? { mayNotify } : {}),
    openLink,
    effects: new Map(effects.map((effect) => [effect.name, effect])),
    sources: new Map(sources.map((source) => [source.name, source])),
    text: texts.text,
    globalWord: createGlobalWords(texts.words, ["vi", "en"]),
    defaultLocale: config.DEFAULT_LOCALE,
  };
}
