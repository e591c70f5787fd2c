/** Random values from a seed, so that a failure can be played again. */
export class RandomInput {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }

  /** mulberry32 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)]!;
  }

  /** Vietnamese, sometimes decomposed, with emoji families, addresses, long words, line ends and odd characters. */
  text(characters: number): string {
    const pieces = ["Đoàn", "thanh niên", "xã", "nguyễn", "Tình nguyện xanh", "đối thoại.", "Được!", "👨‍👩‍👧‍👦", "🇻🇳🇻🇳", "👍🏽", "ế̂̂̂", "\n", "\n\n", " ", "  ", "https://doanxa.example.vn/sinh-hoat/thang-3?ma=abc", "a".repeat(40), "漢字仮名", "…", "\t", "e\u0301", "\u0301", "ﷺ", "👩🏿‍🚀", "\r\n", "\ud800", "\u0000"];
    let text = "";
    while (text.length < characters) text += this.pick(pieces) + this.pick(["", " ", " ", ", "]);
    text = text.slice(0, characters);
    return this.next() < 0.3 ? text.normalize("NFD") : text;
  }

  /** Any JSON, with keys and values that hurt careless readers. */
  json(depth = 4): unknown {
    const leaf = () => this.pick<unknown>([null, true, 0, -1, 1e308, 9007199254740993, 1795394865123, "", "a", "\u0000", "1:2", "x".repeat(200), "__proto__", "#c:1:0", "7001", {}, []]);
    if (depth === 0 || this.next() < 0.3) return leaf();
    const size = this.integer(0, 4);
    if (this.next() < 0.4) return Array.from({ length: size }, () => this.json(depth - 1));
    return this.object(depth, size);
  }

  object(depth: number, size: number): Record<string, unknown> {
    const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "id", "message", "text", "entry", "messaging", "sender", "recipient", "event_name", "timestamp", "postback", "update_id", "callback_query", "from", "chat"];
    const pairs = Array.from({ length: size }, () => `${JSON.stringify(this.pick(keys))}:${JSON.stringify(this.json(depth - 1)) ?? "null"}`);
    return JSON.parse(`{${pairs.join(",")}}`) as Record<string, unknown>;
  }

  /** A copy in which some values are replaced, dropped or wrapped. */
  mutate(value: unknown, rate = 0.15): unknown {
    if (this.next() < rate) return this.pick([() => this.json(2), () => undefined, () => [value], () => ({ value }), () => String(value)])();
    if (Array.isArray(value)) return value.map((item) => this.mutate(item, rate));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.next() < 0.03 ? "__proto__" : key, this.mutate(item, rate)]));
  }
}
