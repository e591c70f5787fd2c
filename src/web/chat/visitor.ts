import type { Request } from "express";
import type { VisitorCookie } from "./visitor-cookie.ts";
import type { VisitorTokens } from "./visitor-token.ts";

/** Who is talking, and on which page: the installation's own is "web", others are the accounts of their widgets. */
export type Visitor = { visitor: string; account: string };

export const ownPage = "web";

/** The visitor of a request: of the widget's token, of a stream's ticket, or of our own page's cookie. */
export function visitorOf(request: Request, cookie: VisitorCookie, tokens: VisitorTokens): Visitor | undefined {
  const token = request.headers["x-visitor"];
  if (typeof token === "string") return tokens.read(token);
  const { ticket } = request.query;
  if (typeof ticket === "string") return tokens.redeem(ticket, Date.now());
  const visitor = cookie.read(request);
  return visitor === undefined ? undefined : { visitor, account: ownPage };
}
