import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Visitor } from "./visitor.ts";

/** A stream opens within seconds; afterwards its address is worth nothing to whoever finds it in a proxy's log. */
const ticketMs = 60_000;

/**
 * Who is talking inside somebody else's website. Browsers keep cookies from embedded pages more and more, so the page keeps a signed
 * token in its own storage and sends it with each request; where an address is all that can be sent (streams), a ticket of a minute.
 */
export class VisitorTokens {
  private readonly secret: string;

  constructor(secret: string) {
    this.secret = secret;
  }

  /** A new visitor of a page's widget: 128 random bits, no name. */
  issue(account: string): string {
    return this.sealed("token", `${randomBytes(16).toString("base64url")}.${account}`);
  }

  read(token: string | undefined): Visitor | undefined {
    const [visitor, account] = this.opened("token", token) ?? [];
    return visitor && account ? { visitor, account } : undefined;
  }

  ticket({ visitor, account }: Visitor, now: number): string {
    return this.sealed("ticket", `${visitor}.${account}.${(now + ticketMs).toString(36)}`);
  }

  redeem(ticket: string | undefined, now: number): Visitor | undefined {
    const [visitor, account, until] = this.opened("ticket", ticket) ?? [];
    return visitor && account && until && Number.parseInt(until, 36) >= now ? { visitor, account } : undefined;
  }

  private sealed(kind: string, value: string): string {
    return `${value}.${this.sign(kind, value)}`;
  }

  private opened(kind: string, sealed: string | undefined): string[] | undefined {
    if (!sealed || sealed.length > 300 || !/^[\w.-]+$/.test(sealed)) return undefined;
    const dot = sealed.lastIndexOf(".");
    const value = sealed.slice(0, Math.max(0, dot));
    const given = Buffer.from(sealed.slice(dot + 1));
    const expected = Buffer.from(this.sign(kind, value));
    return given.length === expected.length && timingSafeEqual(given, expected) ? value.split(".") : undefined;
  }

  private sign(kind: string, value: string): string {
    return createHmac("sha256", this.secret).update(`widget-${kind}:${value}`).digest("base64url");
  }
}
