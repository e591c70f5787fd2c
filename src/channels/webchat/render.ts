import { contactParts } from "../../core/contact-id.ts";
import type { OutboundMessage } from "../../core/outbound-message.ts";
import { layOut } from "../choices.ts";
import type { PlatformCall } from "../contract.ts";
import { webchatPolicy } from "./policy.ts";

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
      choices: index === parts.length - 1 ? buttons : [],
    },
  }));
}
