import express from "express";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { AddressInfo } from "node:net";

/** The baseline: an Express 5 route that reads the raw bytes, checks the signature, parses, and answers. Nothing is kept. */
const app = express();
app.post("/webhooks/messenger", express.raw({ type: () => true, limit: "1mb" }), (request, response) => {
  const expected = Buffer.from(`sha256=${createHmac("sha256", process.env["APP_SECRET"]!).update(request.body).digest("hex")}`);
  const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return void response.sendStatus(403);
  const body = JSON.parse(request.body.toString("utf8")) as { entry: { messaging: unknown[] }[] };
  response.status(body.entry.length > 0 ? 200 : 400).end();
});
const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
