import { firstCharacters, plainLine } from "../../lib/text/plain-text.ts";
import type { SyncOptions } from "../contract.ts";
import { getStartedPayload, profileLimits } from "./policy.ts";

export type MessengerProfile = {
  body: Record<string, unknown>;
  /** What did not fit, as sentences for whoever runs the sync. */
  shortened: string[];
};

const maxPayload = 1000;

/**
 * Get Started, greeting, ice breakers and the menu that is always there, as one body: the Profile API takes 10 calls in 10 minutes a page (§1.6).
 * Each list has one entry for `default`, without which Meta refuses it. What is too long is cut and said.
 */
export function messengerProfile({ greeting, menu }: Pick<SyncOptions, "greeting" | "menu">): MessengerProfile {
  const shortened: string[] = [];
  const fit = (text: string, most: number, what: string): string => {
    const line = plainLine(text);
    if (line.length <= most) return line;
    shortened.push(`The ${what} is longer than the ${most} characters Messenger shows and was cut.`);
    return `${firstCharacters(line, most - 1).trimEnd()}…`;
  };
  const usable = menu.filter(({ label, payload }) => plainLine(label) !== "" && payload !== "" && Buffer.byteLength(payload) <= maxPayload);
  if (usable.length > profileLimits.menuItems) shortened.push(`Messenger shows ${profileLimits.menuItems} menu items; ${usable.length - profileLimits.menuItems} were left out.`);
  const items = usable.slice(0, profileLimits.menuItems);
  const actions = items.map(({ label, payload }, index) => ({ type: "postback", title: fit(label, profileLimits.menuTitle, `title of menu item ${index + 1}`), payload }));
  const questions = items.slice(0, profileLimits.iceBreakers).map(({ label, payload }) => ({ question: firstCharacters(plainLine(label), profileLimits.iceBreaker), payload }));
  const body = {
    get_started: { payload: getStartedPayload },
    ...(plainLine(greeting) === "" ? {} : { greeting: [{ locale: "default", text: fit(greeting, profileLimits.greeting, "greeting") }] }),
    ...(questions.length > 0 ? { ice_breakers: [{ locale: "default", call_to_actions: questions }] } : {}),
    ...(actions.length > 0 ? { persistent_menu: [{ locale: "default", composer_input_disabled: false, call_to_actions: actions }] } : {}),
  };
  return { body, shortened };
}
