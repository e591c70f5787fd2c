import type { Json } from "./json.ts";

/** Something the person can put right. Said to them from locales by `text`; changes nothing. */
export class UserMistake extends Error {
  override name = "UserMistake";
  readonly text: string;
  readonly params: Record<string, Json>;

  constructor(text: string, params: Record<string, Json> = {}) {
    super(text);
    this.text = text;
    this.params = params;
  }
}
