import express from "express";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { rights, type Grant, type Right } from "../../../src/staff/index.ts";
import { createToken } from "../../../src/tokens/index.ts";
import { apiRouter } from "../../../src/web/api/api-router.ts";
import type { ConsoleWorld } from "./console-world.ts";

export type ApiAnswer = { status: number; body: Record<string, never> & { [field: string]: unknown }; headers: Headers };
export type ApiClient = { url: string; call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer> };
export type ApiWorld = { url: string; /** A program with a token of these grants. */ program(grants: Grant[], only?: readonly Right[]): Promise<ApiClient & { secret: string }>; stop(): Promise<void> };

/** The API of a console's world on a port of its own. */
export async function startApi(world: ConsoleWorld): Promise<ApiWorld> {
  const app = express();
  app.set("query parser", "simple");
  app.use(apiRouter({ office: world.office, tokens: world.rooms.tokens, texts: world.ports.texts, redis: world.redis, prefix: world.ports.prefix, publicUrl: undefined, logger: pino({ level: process.env["TEST_LOG"] ?? "silent" }), now: Date.now }));
  const server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async program(grants, only = rights) {
      const { secret } = await createToken(world.rooms.tokens, { name: "Chương trình", grants, rights: [...only], createdBy: "test", now: Date.now() });
      return { url, secret, call: (method, path, body, headers) => send(url, method, path, body, { authorization: `Bearer ${secret}`, ...headers }) };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export async function send(url: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
  const answer = await fetch(`${url}/api/v1${path}`, { method: method.toUpperCase(), headers: { "accept-language": "vi", ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers }, ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : { text }, headers: answer.headers };
}
