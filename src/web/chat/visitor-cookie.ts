import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Request, Response } from "express";
import { cookieValue } from "./cookie-value.ts";

const name = "cn_visitor";
const yearSeconds = 365 * 24 * 3600;
const visitorPattern = /^[A-Za-z0-9_-]{22}$/;

/** The anonymous visitor of a signed cookie: no account, no name, 128 random bits. */
export class VisitorCookie {
  private readonly secret: string;
  private readonly secure: boolean;

  constructor(secret: string, publicUrl: string | undefined) {
    this.secret = secret;
    this.secure = publicUrl?.startsWith("https:") ?? false;
  }

  /** The visitor of the request's cookie; undefined when there is none or it was not made by us. */
  read(request: Request): string | undefined {
    const value = cookieValue(request, name);
    const dot = value?.indexOf(".") ?? -1;
    if (!value || dot < 0) return undefined;
    const visitor = value.slice(0, dot);
    const given = Buffer.from(value.slice(dot + 1));
    const expected = Buffer.from(this.sign(visitor));
    if (!visitorPattern.test(visitor) || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return visitor;
  }

  /** The visitor of the request, or a new one whose cookie goes with the response. The year starts again with each visit. */
  ensure(request: Request, response: Response): string {
    const visitor = this.read(request) ?? randomBytes(16).toString("base64url");
    response.cookie(name, `${visitor}.${this.sign(visitor)}`, { httpOnly: true, sameSite: "lax", secure: this.secure, path: "/", maxAge: yearSeconds * 1000 });
    return visitor;
  }

  private sign(visitor: string): string {
    return createHmac("sha256", this.secret).update(`visitor:${visitor}`).digest("base64url");
  }
}
