import express from "express";
import { createHmac } from "node:crypto";
import type { AddressInfo } from "node:net";

/** The baseline of the road: verifies, parses, answers through the stand-in, keeps nothing and would lose everything. */
const { APP_SECRET, SEND_URL, PAGE_ID, TOKEN } = process.env as Record<string, string>;
const app = express();
app.post("/webhooks/messenger", express.raw({ type: () => true, limit: "1mb" }), async (request, response) => {
  const expected = `sha256=${createHmac("sha256", APP_SECRET!).update(request.body).digest("hex")}`;
  if (request.headers["x-hub-signature-256"] !== expected) return void response.sendStatus(403);
  const { entry } = JSON.parse(request.body.toString("utf8")) as { entry: { messaging: { sender: { id: string } }[] }[] };
  response.status(200).end();
  const recipient = { id: entry[0]!.messaging[0]!.sender.id };
  const time = Math.floor(Date.now() / 1000);
  const proof = createHmac("sha256", APP_SECRET!).update(`${TOKEN}|${time}`).digest("hex");
  await fetch(`${SEND_URL}/v26.0/${PAGE_ID}/messages?access_token=${TOKEN}&appsecret_proof=${proof}&appsecret_time=${time}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ recipient, messaging_type: "RESPONSE", message: { text: "Xin chào" } }),
  }).then((answer) => answer.arrayBuffer());
});
const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
