import { contactParts } from "../../core/contact-id.ts";
import type { OutboundMedia, OutboundMessage } from "../../core/outbound-message.ts";
import { layOut } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import type { WebchatMedia } from "./client.ts";
import { webchatPolicy } from "./policy.ts";

/** Our own files by their path, so that the page shows them wherever it is reached; others only as a link, because the page loads nothing from elsewhere. */
function shownMedia({ kind, url, name }: OutboundMedia): WebchatMedia {
  const { pathname } = new URL(url);
  const ours = pathname.startsWith("/files/");
  return { kind: ours ? kind : "file", url: ours ? pathname : url, name: name ?? pathname.split("/").at(-1) ?? kind };
}

/** Entries for the visitor's page, choices on the last. Entry ids are the message's id and part, so that the same part twice is one entry. */
export function renderWebchat(message: OutboundMessage): PlatformCall[] {
  const visitor = contactParts(message.to).person;
  const { parts, buttons } = layOut(message, webchatPolicy);
  return parts.map((part, index) => ({
    method: "append",
    body: {
      visitor,
      id: index === 0 ? message.id : `${message.id}#${index + 1}`,
      text: part,
      ...(index === 0 && message.media ? { media: shownMedia(message.media) } : {}),
      choices: index === parts.length - 1 ? buttons : [],
    },
  }));
}
