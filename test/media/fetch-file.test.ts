import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { always, fetchFile, type FetchOptions, type Resolve } from "../../src/media/fetch-file.ts";
import { MediaDelayed, MediaRefused } from "../../src/media/refusal.ts";

const folder = mkdtempSync(join(tmpdir(), "cau-noi-fetch-"));
let base = "";
let count = 0;
let seen: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => {
  seen.push(request);
  answer(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const nobody: Resolve = async () => {
  throw Object.assign(new Error("no name is looked up here"), { code: "ENOTFOUND" });
};
const rules = () => ({ patterns: ["*.zdn.vn"], trusted: new Set([new URL(base).host]) });

async function outcome(address: string, options: Partial<FetchOptions> = {}): Promise<string> {
  const path = join(folder, String(count++));
  try {
    await fetchFile(address, path, { rules: rules(), maxBytes: 1000, resolve: nobody, ...options });
    return readFileSync(path, "latin1");
  } catch (error) {
    if (error instanceof MediaRefused) return error.reason;
    if (error instanceof MediaDelayed) return `later: ${error.code}`;
    throw error;
  }
}

describe("a file", () => {
  it("is copied as it comes, readable by the owner only, asked for without compression", async () => {
    answer = (_request, response) => response.end("HELLO");
    const path = join(folder, "hello");
    await fetchFile(`${base}/a`, path, { rules: rules(), maxBytes: 5, headers: { authorization: "planted" } });
    expect(readFileSync(path, "latin1")).toBe("HELLO");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(seen[0]!.headers).toMatchObject({ "accept-encoding": "identity", authorization: "planted" });
  });

  it("that says it is too large is not even read", async () => {
    answer = (_request, response) => void response.writeHead(200, { "content-length": 1001 }).write("x");
    expect(await outcome(`${base}/a`)).toBe("too-large");
    expect(existsSync(join(folder, String(count - 1)))).toBe(false);
  });

  it("that does not say so is cut off at the limit", async () => {
    let written = 0;
    answer = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && written < 50_000_000 && response.write(Buffer.alloc(100))) written += 100;
        if (!response.destroyed && written < 50_000_000) response.once("drain", more);
      };
      more();
    };
    expect(await outcome(`${base}/a`)).toBe("too-large");
    expect(written).toBeLessThan(50_000_000);
  });

  it.each([
    [404, "link-dead"], [410, "link-dead"], [403, "link-dead"], [401, "link-dead"], [400, "answer"], [204, "answer"], [206, "answer"], [304, "answer"], [429, "later: http-429"], [500, "later: http-500"], [503, "later: http-503"],
  ])("answered with %s is %s", async (status, expected) => {
    answer = (_request, response) => void response.writeHead(status).end();
    expect(await outcome(`${base}/a`)).toBe(expected);
  });

  it("that is empty, packed, cut short or never ends is not kept", async () => {
    answer = (_request, response) => response.end();
    expect(await outcome(`${base}/a`)).toBe("empty");
    answer = (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(500_000)));
    expect(await outcome(`${base}/a`)).toBe("answer");
    answer = (_request, response) => {
      response.writeHead(200, { "content-length": 900 }).write("part");
      setImmediate(() => response.destroy());
    };
    expect(await outcome(`${base}/a`)).toMatch(/^later: /);
    answer = (_request, response) => void response.writeHead(200).write("a little");
    expect(await outcome(`${base}/a`, { totalMs: 150 })).toBe("later: timeout");
    answer = () => {};
    expect(await outcome(`${base}/a`, { totalMs: 150 })).toBe("later: timeout");
  });

  it("of a host that does not listen or whose name is not known comes later perhaps", async () => {
    expect(await outcome("http://127.0.0.1:1/a", { rules: { patterns: [], trusted: new Set(["127.0.0.1:1"]) } })).toBe("later: ECONNREFUSED");
    expect(await outcome("https://a.zdn.vn/a")).toBe("later: ENOTFOUND");
  });
});

describe("a name", () => {
  it.each([["127.0.0.1"], ["10.0.0.7"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["fd00::5"], ["64:ff9b::7f00:1"]])("of the platform that leads to %s is refused", async (address) => {
    expect(await outcome("https://a.zdn.vn/a", { resolve: async () => [{ address, family: address.includes(":") ? 6 : 4 }] })).toBe("private-address");
  });

  it("with one inner address among public ones is refused", async () => {
    expect(await outcome("https://a.zdn.vn/a", { resolve: async () => [{ address: "8.8.8.8", family: 4 }, { address: "127.0.0.1", family: 4 }] })).toBe("private-address");
  });

  it("is not looked up a second time for the connection", async () => {
    answer = (request, response) => response.end(request.headers.host);
    const host = `no-such-name.zdn.vn:${new URL(base).port}`;
    const said = await new Promise<string>((resolve, reject) => get(`http://${host}/`, { agent: false, lookup: always({ address: "127.0.0.1", family: 4 }) }, (response) => response.on("data", (data) => resolve(String(data)))).on("error", reject));
    expect(said).toBe(host);
  });

  it("is looked up before anything is sent", async () => {
    answer = (_request, response) => response.end("inner secrets");
    await outcome("https://a.zdn.vn/a", { resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
    expect(seen).toHaveLength(0);
  });
});

describe("being sent on", () => {
  const to = (location: string, status = 302) => (request: IncomingMessage, response: ServerResponse): void => void (request.url === "/a" ? response.writeHead(status, { location }).end() : response.end("THERE"));

  it.each([301, 302, 303, 307, 308])("with %s is followed to a place that is allowed, without the credentials", async (status) => {
    answer = to("/b", status);
    expect(await outcome(`${base}/a`, { headers: { authorization: "planted" } })).toBe("THERE");
    expect(seen[1]!.headers.authorization).toBeUndefined();
  });

  it.each([
    ["http://127.0.0.1:22/", "address"], ["http://127.0.0.1/", "host"], ["http://localhost/", "host"], ["https://evil.com/", "host"], ["http://[::1]/", "host"], ["http://2130706433/", "host"],
    ["file:///etc/passwd", "address"], ["//169.254.169.254/", "host"], ["https://user@a.zdn.vn/", "address"], ["http://", "answer"],
  ])("to %s is refused: %s", async (location, reason) => {
    answer = to(location);
    expect(await outcome(`${base}/a`)).toBe(reason);
  });

  it("to a name that leads inside is refused", async () => {
    answer = to("https://b.zdn.vn/secret");
    expect(await outcome(`${base}/a`, { resolve: async () => [{ address: "192.168.0.1", family: 4 }] })).toBe("private-address");
  });

  it("is followed three times and no more", async () => {
    answer = (request, response) => void (request.url === "/3" ? response.end("THERE") : response.writeHead(302, { location: `/${Number(request.url!.slice(1)) + 1}` }).end());
    expect(await outcome(`${base}/0`)).toBe("THERE");
    answer = (_request, response) => void response.writeHead(302, { location: "/again" }).end();
    expect(await outcome(`${base}/a`)).toBe("redirects");
    expect(seen.length).toBe(4 + 4);
  });
});
