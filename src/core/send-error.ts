export type SendErrorCode =
  | "throttled" // slow down: wait retryAfterMs, then the same call again
  | "window-closed" // the platform's messaging window is over
  | "quota" // out of quota or money
  | "blocked" // this person cannot be reached until they come back
  | "bad-content" // the message itself is refused: never again as it is
  | "token" // the account's credentials are refused: stop the account, tell a human
  | "network" // certainly not delivered: connection refused, 5xx before acceptance
  | "unknown-outcome"; // the request left and no answer came: may have been delivered

/** The only error a channel throws from `send`. Jobs decide what to do by `code`. */
export class SendError extends Error {
  override name = "SendError";
  readonly code: SendErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** The platform's own code, for the secretary and the metrics: never a text or a token. */
  readonly platformCode: string | undefined;
  /** The platform warns the account itself on this occasion (of abuse): staff must see it. */
  readonly warns: boolean;

  constructor(code: SendErrorCode, options: { retryAfterMs?: number; platformCode?: string; retryable?: boolean; warns?: boolean; cause?: unknown } = {}) {
    super(`send failed: ${code}${options.platformCode ? ` (${options.platformCode})` : ""}`, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? (code === "throttled" || code === "network");
    this.retryAfterMs = options.retryAfterMs;
    this.platformCode = options.platformCode;
    this.warns = options.warns ?? false;
  }
}
