import type { Values } from "../../conversation/definition.ts";
import type { Contact } from "../../storage/contact.ts";

/** A text argument, trimmed; "" when it is missing or something else. Flows pass on what people type, so it is cut. */
export function textOf(args: Values, name: string, longest = 200): string {
  const value = args[name];
  return typeof value === "string" ? value.trim().slice(0, longest) : "";
}

export function flagOf(args: Values, name: string): boolean {
  return args[name] === true;
}

/** May we keep personal fields of this person? */
export function mayRegister(contact: Contact): boolean {
  return contact.consents["registration"] === true;
}
