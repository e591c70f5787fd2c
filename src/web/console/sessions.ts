import type { RequestHandler } from "express";
import session from "express-session";
import { createHmac, randomBytes } from "node:crypto";
import type { ConsolePorts } from "./console-ports.ts";
import { RedisSessions } from "./session-store.ts";

/** Half a working day without a touch ends a session. */
export const sessionMs = 12 * 3_600_000;

declare module "express-session" {
  interface SessionData {
    /** The staff member, once everything was checked. */
    staff: string;
    since: number;
    csrf: string;
    /** Password was right, the code of the second factor is still to come. */
    half: { staff: string; at: number };
    /** What to say on the next page. */
    said: { key: string; params: Record<string, string | number> };
    /** Where they wanted to go before signing in. */
    wanted: string;
  }
}

export function sessions({ redis, prefix, secret }: ConsolePorts): RequestHandler {
  return session({
    name: "cn_console",
    // Its own key: what signs cookies signs nothing else.
    secret: createHmac("sha256", secret).update("console session").digest("base64url"),
    store: new RedisSessions(redis, prefix, sessionMs),
    // Behind a proxy the browser's side is https although ours is not; the header only decides about the sender's own cookie.
    proxy: true,
    resave: false,
    saveUninitialized: false,
    rolling: false,
    genid: () => randomBytes(24).toString("base64url"),
    cookie: { path: "/console", httpOnly: true, sameSite: "lax", secure: "auto", maxAge: sessionMs },
  });
}
