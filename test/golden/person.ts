import type { Json } from "../../src/core/json.ts";
import type { Values } from "../../src/conversation/definition.ts";

export type Person = Record<string, Json> & { locale: string };

/** The facts flows may read, as src/turns/person-facts.ts gives them. */
export function personOf(facts: Values): Person {
  return { locale: "vi", channel: "zalo", name: "", branch: "", village: "", ageBand: "", stopped: false, stoppedSome: false, returning: false, consents: { registration: false }, ...facts };
}

/** What an effect changes about the person, as the turn would commit it. */
export function personAfter(person: Person, effect: string, args: Values, outcome: string): Person {
  switch (`${effect} ${outcome}`) {
    case "save-profile saved":
      return { ...person, ...Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null)) };
    case "record-consent recorded":
      return { ...person, consents: { [String(args["purpose"])]: true } };
    case "withdraw-consent withdrawn":
      return { ...person, consents: { [String(args["purpose"])]: false } };
    case "set-locale set":
      return { ...person, locale: String(args["locale"]) };
    case "stop-messages stopped":
      return args["purpose"] ? { ...person, stoppedSome: true } : { ...person, stopped: true, stoppedSome: false };
    case "start-messages started":
      return { ...person, stopped: false, stoppedSome: false };
    default:
      return person;
  }
}
