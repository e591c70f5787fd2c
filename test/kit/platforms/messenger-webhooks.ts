import { createHmac } from "node:crypto";
import type { SendOptions, Wording } from "./person.ts";
import { idMaker } from "./shape.ts";
import type { SignedRequest } from "./signed-request.ts";

export function envelope(pageId: string, messaging: unknown[]): Record<string, unknown> {
  return { object: "page", entry: [{ id: pageId, time: Date.now(), messaging }] };
}

/** Meta sends non-ASCII letters escaped and signs those bytes (facts §1.3). */
export function signMessenger(body: unknown, appSecret: string): SignedRequest {
  const raw = JSON.stringify(body).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const signature = createHmac("sha256", appSecret).update(raw).digest("hex");
  return { path: "/webhooks/messenger", headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` }, body: raw };
}

export function messengerWording({ pageId, appSecret }: { pageId: string; appSecret: string }): Wording {
  const mid = idMaker("m_");
  const request = (person: string, options: SendOptions, item: Record<string, unknown>) =>
    signMessenger(envelope(pageId, [{ sender: { id: person }, recipient: { id: pageId }, timestamp: options.at ?? Date.now(), ...item }]), appSecret);
  return {
    say: (person, text, options) => request(person, options, { message: { mid: options.id ?? mid(), text } }),
    press: (person, button, options) => request(person, options, { message: { mid: options.id ?? mid(), text: button.label, quick_reply: { payload: button.payload } } }),
    start: (person, ref, options) =>
      request(person, options, { postback: { mid: options.id ?? mid(), title: "Bắt đầu", payload: "GET_STARTED", ...(ref === undefined ? {} : { referral: { ref, source: "SHORTLINK", type: "OPEN_THREAD" } }) } }),
  };
}

/** `signed_request` of the data deletion callback (§1.12). */
export function signedDeletion(userId: string, appSecret: string, more: Record<string, unknown> = {}): string {
  const payload = Buffer.from(JSON.stringify({ algorithm: "HMAC-SHA256", expires: 0, issued_at: 1_795_394_865, user_id: userId, ...more })).toString("base64url");
  return `${createHmac("sha256", appSecret).update(payload).digest("base64url")}.${payload}`;
}
