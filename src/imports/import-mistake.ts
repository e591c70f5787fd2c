/** Why a file cannot be taken; changes nothing. */
export class ImportMistake extends Error {
  override name = "ImportMistake";
  readonly reason: "not-a-table" | "old-excel" | "too-large" | "too-many-rows" | "empty" | "no-header";

  constructor(reason: ImportMistake["reason"]) {
    super(reason);
    this.reason = reason;
  }
}
