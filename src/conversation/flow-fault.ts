import type { FailReason } from "./engine-contract.ts";

/** An author's mistake found while playing. Never leaves the engine: it becomes a `failed` event. */
export class FlowFault extends Error {
  override name = "FlowFault";
  readonly reason: FailReason;

  constructor(reason: FailReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}
