import type { Values } from "../../conversation/definition.ts";
import type { Contact } from "../../storage/contact.ts";

/**
 * A text argument, NFC and trimmed; "" when it is missing or something else. Flows pass on what people type, so it is cut, by
 * code points as the flows count: half an emoji is no text.
 */
export function textOf(args: Values, name: string, longest = 200): string {
  const value = args[name];
  return typeof value === "string" ? [...value.normalize("NFC").trim()].slice(0, longest).join("") : "";
}

export function flagOf(args: Values, name: string): boolean {
  return args[name] === true;
}

/** May we keep personal fields of this person? */
export function mayRegister(contact: Contact): boolean {
  return contact.consents["registration"] === true;
}
