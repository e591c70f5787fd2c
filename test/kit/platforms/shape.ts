/** Collects what is wrong with a value; the first fault is the platform's answer. */
export class Shape {
  fault: string | undefined;

  /** Notes the fault unless the rule holds; returns whether it does. */
  must(rule: boolean, fault: string): boolean {
    if (!rule) this.fault ??= fault;
    return rule;
  }

  /** An object with no other keys than these; undocumented fields are faults. */
  object(value: unknown, name: string, keys: readonly string[]): Record<string, unknown> {
    if (!this.must(typeof value === "object" && value !== null && !Array.isArray(value), `${name} must be an object`)) return {};
    for (const key of Object.keys(value as object)) this.must(keys.includes(key), `${name} has the undocumented field ${key}`);
    return value as Record<string, unknown>;
  }

  /** A string of `least` to `most` UTF-16 units. */
  text(value: unknown, name: string, least: number, most: number): string {
    if (!this.must(typeof value === "string", `${name} must be a string`)) return "";
    const text = value as string;
    this.must(text.trim().length >= least, `${name} is empty`);
    this.must(text.length <= most, `${name} has ${text.length} characters, allowed are ${most}`);
    this.must(text === text.normalize("NFC") && text.isWellFormed(), `${name} is not well-formed NFC`);
    return text;
  }

  list(value: unknown, name: string, least: number, most: number): unknown[] {
    if (!this.must(Array.isArray(value), `${name} must be a list`)) return [];
    const items = value as unknown[];
    this.must(items.length >= least && items.length <= most, `${name} has ${items.length} items, allowed are ${least} to ${most}`);
    return items;
  }
}

/** Message ids nobody has seen before, in the style of a platform. */
export function idMaker(prefix: string): () => string {
  const run = Math.random().toString(36).slice(2, 10);
  let count = 0;
  return () => `${prefix}${run}${(count += 1).toString(36)}`;
}
