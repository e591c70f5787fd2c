import { forgetRecipient, type BroadcastModels } from "../broadcasts/index.ts";
import { contactParts } from "../core/contact-id.ts";
import { forgetMedia, type MediaRoom } from "../media/index.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import type { MessageLog } from "../storage/message-log.ts";
import type { WebchatMailbox } from "../storage/webchat-mailbox.ts";

type Ports = { log: MessageLog; lanes: Lanes; mailbox: WebchatMailbox; broadcasts: BroadcastModels; media: MediaRoom };

/** Deletes what is kept of a conversation outside the feature rooms. Safe to repeat. */
export function createForgetMessages({ log, lanes, mailbox, broadcasts, media }: Ports): (contact: string) => Promise<void> {
  return async (contact) => {
    await log.forget(contact);
    await lanes.forget(contact);
    await forgetRecipient(broadcasts, contact);
    await forgetMedia(media, contact);
    const { channel, person } = contactParts(contact);
    if (channel === "webchat") await mailbox.forget(person);
  };
}
