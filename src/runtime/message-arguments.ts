import { IntlMessageFormat } from "intl-messageformat";

export type ArgumentUse = "plain" | "number" | "date" | "select" | "plural";
/** `styles` are the words after a number, date or time: `{when, date, day}`; "" where there is none. */
export type Argument = { name: string; uses: Set<ArgumentUse>; styles: string[] };

/** Element types of the ICU parser; its enum is not exported to us without one more dependency. */
const useOf: Record<number, ArgumentUse> = { 1: "plain", 2: "number", 3: "date", 4: "date", 5: "select", 6: "plural" };

type Element = { type: number; value?: unknown; style?: unknown; options?: Record<string, { value: Element[] }> };

/** The arguments an ICU message wants, those of its branches included. Throws on a message that is not ICU. */
export function messageArguments(message: string, locale: string): Argument[] {
  const found = new Map<string, Argument>();
  // Tags are plain text for us, as for i18next-icu.
  collect(new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).getAst() as unknown as Element[], found);
  return [...found.values()];
}

function collect(elements: Element[], found: Map<string, Argument>): void {
  for (const element of elements) {
    const use = useOf[element.type];
    if (use) note(String(element.value), use, element.style, found);
    for (const option of Object.values(element.options ?? {})) collect(option.value, found);
  }
}

function note(name: string, use: ArgumentUse, style: unknown, found: Map<string, Argument>): void {
  const argument = found.get(name) ?? { name, uses: new Set<ArgumentUse>(), styles: [] };
  argument.uses.add(use);
  if (use === "date") argument.styles.push(typeof style === "string" ? style : "");
  found.set(name, argument);
}
