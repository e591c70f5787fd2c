import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";

const project = resolve(import.meta.dirname, "../..");
type Service = { image?: string; build?: string; volumes?: string[]; healthcheck?: object; depends_on?: Record<string, { condition: string }>; environment?: Record<string, string> };
const compose = parse(readFileSync(resolve(project, "docker-compose.yml"), "utf8")) as { services: Record<string, Service>; volumes: Record<string, unknown> };

describe("docker-compose.yml", () => {
  it("fits the compose schema and the linter's rules", () => {
    const report = execFileSync(process.execPath, [resolve(project, "node_modules/dclint/bin/dclint.cjs"), "--formatter", "json", "docker-compose.yml"], { cwd: project, encoding: "utf8" });
    const [file] = JSON.parse(report) as { errorCount: number; messages: { message: string }[] }[];
    expect({ errors: file?.errorCount ?? 0, messages: file?.messages.map((one) => one.message) ?? [] }).toEqual({ errors: 0, messages: [] });
  });

  it("runs the bot with MongoDB and Redis, each with a volume; the stores are healthy before the bot starts", () => {
    const { bot, mongo, redis } = compose.services;
    expect(bot?.environment).toMatchObject({ MONGODB_URI: expect.stringContaining("mongo:27017"), REDIS_URL: expect.stringContaining("redis:6379") });
    expect(bot?.depends_on).toEqual({ mongo: { condition: "service_healthy" }, redis: { condition: "service_healthy" } });
    expect(mongo?.healthcheck).toBeDefined();
    expect(redis?.healthcheck).toBeDefined();
    for (const service of [bot, mongo, redis]) expect(Object.keys(compose.volumes)).toContain(service?.volumes?.[0]?.split(":")[0]);
  });
});

describe("Dockerfile", () => {
  it("copies only what exists, runs as nobody special and has a health check", () => {
    const text = readFileSync(resolve(project, "Dockerfile"), "utf8");
    for (const [, sources] of text.matchAll(/^COPY (.+) \S+$/gm)) for (const source of sources!.split(" ")) expect(() => readFileSync(resolve(project, source), { flag: "r" })).not.toThrow(/ENOENT/);
    expect(text).toMatch(/^USER node$/m);
    expect(text).toMatch(/^HEALTHCHECK /m);
  });
});
