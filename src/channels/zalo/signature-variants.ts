import { createHash, createHmac } from "node:crypto";
import type { RawRequest } from "../contract.ts";
import { header, jsonOf, sameSecret } from "../raw-request.ts";
import { at } from "../untrusted.ts";

export type SignatureSecrets = { oaSecretKey?: string; appSecret?: string; appId?: string };

/** A way of signing that is known to be documented or claimed somewhere (§2.2). Only `documented` is ever accepted by the service. */
export type SignatureVariant = { name: string; meaning: string; documented: boolean };

type Parts = { body: Buffer; appId: string; oaId: string; stamp: string; headerStamp: string };
type Form = { name: string; mac(parts: Parts, key: string): string; meaning: string; plain?: boolean };

const digest = (...parts: (string | Buffer)[]): string => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
const hmac = (key: string, ...parts: (string | Buffer)[]): string => parts.reduce((mac, part) => mac.update(part), createHmac("sha256", key)).digest("hex");

const forms: readonly Form[] = [
  { name: "SHA-256 of app id + body + timestamp + key", mac: ({ body, appId, stamp }, key) => digest(appId, body, stamp, key), meaning: "the documented form", plain: true },
  { name: "SHA-256 of OA id + body + timestamp + key", mac: ({ body, oaId, stamp }, key) => digest(oaId, body, stamp, key), meaning: "the OA's id stands first instead of the app's: not what Zalo documents" },
  { name: "SHA-256 of app id + body + header timestamp + key", mac: ({ body, appId, headerStamp }, key) => digest(appId, body, headerStamp, key), meaning: "the timestamp of X-ZEvent-Timestamp was signed instead of the body's: not what Zalo documents" },
  { name: "HMAC-SHA-256 of the body", mac: ({ body }, key) => hmac(key, body), meaning: "an HMAC as some packages compute it: this request was hardly signed by Zalo" },
  { name: "HMAC-SHA-256 of app id + body + timestamp", mac: ({ body, appId, stamp }, key) => hmac(key, appId, body, stamp), meaning: "an HMAC as some packages compute it: this request was hardly signed by Zalo" },
];

/** Which known variant made a captured request's signature; undefined when none did. Nothing of this is ever used to accept a webhook. */
export function fittingVariant(request: RawRequest, secrets: SignatureSecrets): SignatureVariant | undefined {
  const given = header(request, "x-zevent-signature")?.trim().replace(/^mac=/i, "").toLowerCase();
  if (!given) return undefined;
  const json = jsonOf(request.body);
  const parts: Parts = {
    body: request.body,
    appId: text(at(json, "app_id")) || (secrets.appId ?? ""),
    oaId: text(at(json, "oa_id")) || text(at(json, "recipient", "id")),
    stamp: text(at(json, "timestamp")),
    headerStamp: header(request, "x-zevent-timestamp") ?? "",
  };
  const keys = [["OA Secret Key", secrets.oaSecretKey], ["app secret", secrets.appSecret]] as const;
  for (const form of forms) {
    for (const [keyName, key] of keys) if (key && sameSecret(given, form.mac(parts, key))) return variant(form, keyName);
  }
  return undefined;
}

function variant(form: Form, keyName: "OA Secret Key" | "app secret"): SignatureVariant {
  const documented = Boolean(form.plain) && keyName === "OA Secret Key";
  const wrongKey = form.plain && !documented ? "the form is right, but made with the app secret: put the OA Secret Key of the console's webhook page into ZALO_OA_SECRET_KEY, or this request is not Zalo's" : form.meaning;
  return { name: `${form.name}, key: ${keyName}`, documented, meaning: documented ? "the documented signature: webhooks like this are accepted" : wrongKey };
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
