import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { PlatformCall } from "../../src/channels/contract.ts";
import { createMessengerClient, messengerSendError } from "../../src/channels/messenger/client.ts";
import { createTelegramClient } from "../../src/channels/telegram/client.ts";
import { telegramSendError } from "../../src/channels/telegram/error-meaning.ts";
import { createWebchatClient } from "../../src/channels/webchat/client.ts";
import { zaloSendError } from "../../src/channels/zalo/answer-error.ts";
import { createZaloClient } from "../../src/channels/zalo/client.ts";
import { createZaloBotClient, zaloBotError } from "../../src/channels/zalo-bot/client.ts";
import { SendError, type SendErrorCode } from "../../src/core/send-error.ts";
import { startAccounts } from "./accounts.ts";

let accounts: Awaited<ReturnType<typeof startAccounts>>;
beforeAll(async () => void (accounts = await startAccounts()));
afterAll(() => accounts.stop());

async function failure(send: Promise<unknown>): Promise<SendError> {
  const error = await send.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
}

/** Every code of facts §1.6 (Zalo), for the OA API's host. */
const zaloCodes: Record<SendErrorCode, number[]> = {
  throttled: [-32],
  "window-closed": [-230, -232, -305, -218, -311, -320, -321],
  quota: [-211],
  blocked: [-213, -217, -222, -227, -244],
  "bad-content": [-100, -201, -207, -208, -210, -215, -233, -237, -238, -240, -241, -248, -249, -403, -9999],
  token: [-202, -204, -205, -209, -212, -216, -219, -220, -221, -223, -224, -235, -242],
  network: [-200, -214, -234],
  "unknown-outcome": [],
};

/** Every code of facts §4.4, for the host of templates by phone number. */
const zaloBusinessCodes: Record<SendErrorCode, number[]> = {
  throttled: [-32],
  "window-closed": [-1441, -1471, -1472],
  quota: [-115, -136, -137, -144, -147],
  blocked: [-114, -118, -119, -139, -140, -141],
  "bad-content": [-108, -109, -1121, -1122, -117, -131, -146, -216, -9999],
  token: [-124, -135, -1351],
  network: [-133],
  "unknown-outcome": [-100],
};

describe("zalo", () => {
  it.each(Object.entries(zaloCodes))("%s", async (code, numbers) => {
    for (const number of numbers) {
      accounts.platforms.zalo.inject({ error: number });
      const [call] = accounts.channels.zalo.render({ id: "m", to: "zalo:388613280878808645:1", text: "a", urgency: "reply" });
      const error = await failure(accounts.channels.zalo.send(call!));
      expect([number, error.code, error.platformCode]).toEqual([number, code, String(number)]);
      expect(error.retryAfterMs !== undefined).toBe(code === "throttled" || number === -234);
    }
  });

  it.each(Object.entries(zaloBusinessCodes))("%s at the business host", (code, numbers) => {
    for (const number of numbers) expect([number, zaloSendError({ status: 200, body: { error: number } }, { host: "business" })!.code]).toEqual([number, code]);
  });

  it("spreads the back-off of -32 over a quarter to three quarters of a minute", () => {
    const wait = (random: number) => zaloSendError({ status: 200, body: { error: -32 } }, { random: () => random })!.retryAfterMs;
    expect([wait(0), wait(0.999_999)]).toEqual([15_000, 44_999]);
  });

  it("waits for the next minute when the headers say that nothing is left in this one", () => {
    const headers = { "x-ratelimit-limit": "4000", "x-ratelimit-remain": "0" };
    expect(zaloSendError({ status: 200, body: { error: -32 }, headers }, { now: 60_000 * 5 + 20_000, random: () => 0.5 })!.retryAfterMs).toBe(40_000 + 1_500);
  });

  it("waits for 06:05 in Việt Nam, spread over ten minutes, when it is night there", () => {
    const wait = (utc: string, random = 0) => zaloSendError({ status: 200, body: { error: -234 } }, { now: Date.parse(`2026-11-23T${utc}Z`), random: () => random })!;
    expect(wait("15:00:00").retryAfterMs).toBe(8 * 3_600_000 + 5 * 60_000); // 22:00 there
    expect(wait("22:59:00", 0.5).retryAfterMs).toBe(6 * 60_000 + 5 * 60_000); // 05:59
    expect(wait("05:00:00").retryAfterMs).toBe(15 * 60_000); // noon: Zalo's clock is another
    expect([wait("15:00:00").code, wait("15:00:00").retryable]).toEqual(["network", true]);
  });

  it("reads codes written as text, and does not trust a success it does not understand", () => {
    expect(zaloSendError({ status: 200, body: { error: "-216" } })?.code).toBe("token");
    expect(zaloSendError({ status: 200, body: { error: 0 } })).toBeUndefined();
    expect(zaloSendError({ status: 200, body: {} })?.code).toBe("unknown-outcome");
    expect(zaloSendError({ status: 200, body: undefined })?.code).toBe("unknown-outcome");
    expect(zaloSendError({ status: 502, body: undefined })?.code).toBe("unknown-outcome");
    // Not Zalo's own words, so something in between turned the call away.
    expect(zaloSendError({ status: 404, body: undefined })?.code).toBe("network");
    expect(zaloSendError({ status: 429, body: undefined })?.code).toBe("throttled");
  });

  it("says token when the token cannot even be sent", async () => {
    const send = createZaloClient({ apiUrl: accounts.platforms.zalo.url, accessToken: async () => "line\nend" });
    expect((await failure(send({ method: "v3.0/oa/message/cs", body: {} }))).code).toBe("token");
  });

  it("says token and network errors of its token's provider in its own words", async () => {
    const call: PlatformCall = { method: "v3.0/oa/message/cs", body: {} };
    const client = (accessToken: () => Promise<string>) => createZaloClient({ apiUrl: accounts.platforms.zalo.url, accessToken });
    expect((await failure(client(() => Promise.reject(new SendError("token")))(call))).code).toBe("token");
    expect((await failure(client(() => Promise.reject(new Error("store is away")))(call))).code).toBe("network");
  });
});

/** Every row of facts §1.8 (Messenger). */
const messengerCodes: [number, number | undefined, SendErrorCode][] = [
  [10, 2018278, "window-closed"], [10, 2018065, "window-closed"], [10, 2534022, "window-closed"], [10, 2018108, "blocked"], [10, 1893063, "token"], [10, undefined, "token"],
  [200, 2018028, "token"], [551, undefined, "blocked"], [551, 1545041, "blocked"], [200, 1545041, "blocked"], [100, 2018001, "blocked"], [100, 1893061, "bad-content"], [100, undefined, "bad-content"],
  [100, 2018014, "bad-content"], [100, 2018008, "bad-content"], [100, 2018047, "bad-content"], [100, 2018074, "bad-content"], [100, 2018109, "bad-content"], [190, undefined, "token"], [190, 463, "token"],
  [4, undefined, "throttled"], [17, undefined, "throttled"], [32, undefined, "throttled"], [613, undefined, "throttled"], [613, 2534040, "throttled"], [80001, undefined, "throttled"], [80006, undefined, "throttled"],
  [80014, undefined, "throttled"], [80015, undefined, "bad-content"], [613, 2018338, "blocked"], [1, undefined, "network"], [1, 99, "network"], [2, undefined, "network"], [1200, undefined, "network"],
  [10, 2018300, "network"], [100, 2018300, "network"], [100, 2018321, "network"], [12345, undefined, "bad-content"],
  [200, undefined, "token"], [10, 1545041, "blocked"], [2, 2, "network"], [80002, undefined, "throttled"], [80000, undefined, "bad-content"], [100, 2018218, "bad-content"], [100, 2018247, "bad-content"],
];

describe("messenger", () => {
  it.each(messengerCodes)("%s/%s is %s", async (code, subcode, expected) => {
    accounts.platforms.messenger.inject({ error: { code, subcode, status: code === 2 ? 500 : 400 } });
    const [call] = accounts.channels.messenger.render({ id: "m", to: "messenger:108800000000001:1", text: "a", urgency: "reply" });
    const error = await failure(accounts.channels.messenger.send(call!));
    expect([error.code, error.platformCode]).toEqual([expected, subcode === undefined ? `${code}` : `${code}/${subcode}`]);
    // 613 names no time: its wait grows by itself.
    expect(error.retryAfterMs !== undefined).toBe(expected === "throttled" && code !== 613);
  });

  it("retries a failed fetch of a file once more, nothing else that is refused", () => {
    const retryable = (subcode: number) => messengerSendError({ status: 400, body: { error: { code: 100, error_subcode: subcode } } })!.retryable;
    expect([retryable(2018008), retryable(2018014)]).toEqual([true, false]);
  });

  it("tells staff of a warning of abuse, and of no other person who cannot be reached", () => {
    const warns = (code: number, subcode: number) => messengerSendError({ status: 400, body: { error: { code, error_subcode: subcode } } })!.warns;
    expect([warns(613, 2018338), warns(551, 1545041), warns(613, 2534040)]).toEqual([true, false, false]);
  });

  it("falls back to the HTTP status when there is no code", () => {
    const code = (status: number) => messengerSendError({ status, body: undefined })!.code;
    expect([code(401), code(429), code(404), code(500), code(503), code(504), code(200)]).toEqual(["token", "throttled", "network", "network", "network", "unknown-outcome", "unknown-outcome"]);
  });

  it("keeps a version in the address and adds ours otherwise", async () => {
    const { settings, url } = accounts.platforms.messenger;
    const before = accounts.platforms.messenger.violations.length;
    for (const apiUrl of [url, `${url}/`, `${url}/v25.0`]) {
      const send = createMessengerClient({ ...settings, accessToken: settings.token, apiUrl });
      await send({ method: "messages", body: { recipient: { id: "1" }, messaging_type: "RESPONSE", message: { text: apiUrl } } });
    }
    expect(accounts.platforms.messenger.violations.length).toBe(before);
  });
});

describe("telegram", () => {
  const table: [number, string, SendErrorCode | undefined][] = [
    [403, "Forbidden: bot was blocked by the user", "blocked"], [403, "Forbidden: user is deactivated", "blocked"], [403, "Forbidden: bot can't initiate conversation with a user", "blocked"],
    [400, "Bad Request: chat not found", "blocked"], [400, "Bad Request: message is too long", "bad-content"], [400, "Bad Request: BUTTON_DATA_INVALID", "bad-content"], [400, "Bad Request: message is not modified", undefined],
    [400, "Bad Request: query is too old and response timeout expired or query ID is invalid", undefined], [401, "Unauthorized", "token"], [404, "Not Found", "token"], [409, "Conflict", "token"], [500, "Internal Server Error", "network"], [502, "Bad Gateway", "network"], [504, "Gateway Timeout", "unknown-outcome"],
  ];
  it.each(table)("%s %s", async (code, description, expected) => {
    accounts.platforms.telegram.inject({ error: { code, description } });
    const [call] = accounts.channels.telegram.render({ id: "m", to: "telegram:123456:1", text: "a", urgency: "reply" });
    if (expected === undefined) return expect(await accounts.channels.telegram.send(call!)).toEqual({});
    const error = await failure(accounts.channels.telegram.send(call!));
    expect([error.code, error.platformCode]).toEqual([expected, String(code)]);
    expect(error.cause).toBeUndefined(); // telegraf's error holds the message's text
  });

  it.each([[7, 7000], ["7", 7000], [0.25, 250], ["1.5", 1500], [0, 0], [undefined, 1000], ["soon", 1000], [-3, 1000]])("waits exactly retry_after seconds: %j is %d ms", async (retryAfter, waitMs) => {
    accounts.platforms.telegram.inject({ error: { code: 429, ...(retryAfter === undefined ? {} : { retryAfter }) } });
    const error = await failure(accounts.channels.telegram.send({ method: "sendMessage", body: { chat_id: 1, text: "a" } }));
    expect([error.code, error.retryAfterMs, error.retryable]).toEqual(["throttled", waitMs, true]);
  });

  it("does not let the whole bot wait for an answer to a callback query", async () => {
    accounts.platforms.telegram.inject({ error: { code: 429, retryAfter: 30 } });
    expect(await accounts.channels.telegram.send({ method: "answerCallbackQuery", body: { callback_query_id: "1" } })).toEqual({});
  });

  it("answering a callback query is never in doubt: it is repeated or over", async () => {
    expect(telegramSendError("answerCallbackQuery", { error_code: 400, description: "whatever the words" })).toBeUndefined();
    accounts.platforms.telegram.inject({ close: true });
    expect((await failure(accounts.channels.telegram.send({ method: "answerCallbackQuery", body: { callback_query_id: "1" } }))).code).toBe("network");
  });
});

describe("zalo-bot", () => {
  const table: [number, SendErrorCode][] = [
    [400, "bad-content"], [402, "bad-content"], [405, "bad-content"], [401, "token"], [404, "token"], [409, "token"], [403, "blocked"], [408, "unknown-outcome"], [429, "throttled"], [500, "network"], [503, "network"], [504, "unknown-outcome"],
  ];
  it.each(table)("%d is %s, whatever the HTTP status", async (code, expected) => {
    for (const status of [code, 200]) {
      accounts.platforms["zalo-bot"].inject({ error: { code, status } });
      const error = await failure(accounts.channels["zalo-bot"].send({ method: "sendMessage", body: { chat_id: "1", text: "a" } }));
      expect([error.code, error.platformCode, error.cause]).toEqual([expected, String(code), undefined]);
      expect(error.retryAfterMs !== undefined).toBe(expected === "throttled");
    }
  });

  it("waits as long as it is told, otherwise five to fifteen seconds", async () => {
    accounts.platforms["zalo-bot"].inject({ error: { code: 429, retryAfter: 3 } });
    expect((await failure(accounts.channels["zalo-bot"].send({ method: "sendMessage", body: { chat_id: "1", text: "a" } }))).retryAfterMs).toBe(3000);
    const wait = (random: number) => zaloBotError({ status: 429, headers: {}, body: { ok: false, error_code: 429 } }, () => random)!.retryAfterMs;
    expect([wait(0), wait(0.999_999)]).toEqual([5000, 14_999]);
  });

  it("does not trust a success it does not understand", () => {
    const codeOf = (status: number, body: unknown) => zaloBotError({ status, headers: {}, body })?.code;
    expect(codeOf(200, { ok: true, result: {} })).toBeUndefined();
    expect([codeOf(200, undefined), codeOf(200, {}), codeOf(200, { ok: "yes" })]).toEqual(Array(3).fill("unknown-outcome"));
    expect([codeOf(200, { ok: false, error_code: "403" }), codeOf(400, { ok: false }), codeOf(400, undefined), codeOf(302, undefined)]).toEqual(["blocked", "bad-content", "network", "network"]);
  });

  it("never shows its token", async () => {
    const send = createZaloBotClient({ token: "4459123:geheim", apiUrl: "http://127.0.0.1:1" });
    const error = await failure(send({ method: "sendMessage", body: { chat_id: "1", text: "tối mật" } }));
    expect(JSON.stringify([error.message, error.stack, error])).not.toMatch(/geheim|tối mật/);
  });
});

it("webchat: a failing mailbox is safe to try again", async () => {
  const send = createWebchatClient({ append: () => Promise.reject(new Error("redis is away")) });
  const error = await failure(send({ method: "append", body: { visitor: "v", id: "1", text: "a", choices: [] } }));
  expect([error.code, error.retryable]).toEqual(["network", true]);
});

/** The same accounts at an address of choice, impatient. */
function clientAt(name: "zalo" | "zalo-bot" | "messenger" | "telegram", apiUrl: string) {
  const { zalo, messenger, telegram } = accounts.platforms;
  if (name === "zalo") return createZaloClient({ apiUrl, accessToken: async () => zalo.settings.token, timeoutMs: 150 });
  if (name === "messenger") return createMessengerClient({ ...messenger.settings, accessToken: messenger.settings.token, apiUrl, timeoutMs: 150 });
  if (name === "zalo-bot") return createZaloBotClient({ token: accounts.platforms["zalo-bot"].settings.token, apiUrl, timeoutMs: 150 });
  return createTelegramClient({ token: telegram.settings.token, apiUrl, timeoutMs: 150 });
}

describe.each(["zalo", "zalo-bot", "messenger", "telegram"] as const)("%s over a bad line", (name) => {
  const call = () => accounts.channels[name].render({ id: "m", to: `${name}:${accounts.channels[name].account}:77`, text: "một", urgency: "reply" })[0]!;
  const platform = () => accounts.platforms[name];

  it("nobody listening: certainly not delivered", async () => {
    const server = createServer().listen(0);
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(clientAt(name, `http://127.0.0.1:${port}`)(call()));
    expect([error.code, error.platformCode, error.retryable]).toEqual(["network", "ECONNREFUSED", true]);
  });

  it("away or in maintenance: not taken, but for Zalo, which documents none of it", async () => {
    for (const status of [500, 502, 503]) {
      platform().inject({ status });
      const error = await failure(clientAt(name, platform().url)(call()));
      expect([status, error.code]).toEqual([status, name === "zalo" ? "unknown-outcome" : "network"]);
    }
  });

  it("no answer in time, hung up, or too late for a gateway: unknown", async () => {
    for (const injection of [{ hang: true, taken: true }, { close: true }, { close: true, taken: true }, { status: 504 }]) {
      platform().inject(injection);
      const error = await failure(clientAt(name, platform().url)(call()));
      expect([injection, error.code, error.retryable]).toEqual([injection, "unknown-outcome", false]);
      expect(error.message).not.toMatch(/một|token/);
    }
  });

  it("given up before it began: certainly not delivered; given up on the way: unknown", async () => {
    expect((await failure(clientAt(name, platform().url)(call(), AbortSignal.abort()))).code).toBe("network");
    platform().inject({ hang: true });
    const abort = new AbortController();
    const before = platform().calls;
    const sending = failure(accounts.channels[name].send(call(), abort.signal));
    await vi.waitFor(() => expect(platform().calls).toBe(before + 1));
    abort.abort();
    expect((await sending).code).toBe("unknown-outcome");
  });

  it("refuses wrong credentials with token, and the receipt names the message", async () => {
    const receipt = await accounts.channels[name].send(call());
    expect(receipt.messageId).toBe(platform().messages.at(-1)!.id);
    const settings = { ...accounts.platforms[name].settings, token: "1:wrong" };
    const wrong = name === "zalo" ? createZaloClient({ apiUrl: platform().url, accessToken: async () => "wrong" })
      : name === "messenger" ? createMessengerClient({ ...accounts.platforms.messenger.settings, accessToken: "wrong", apiUrl: platform().url })
      : name === "zalo-bot" ? createZaloBotClient({ token: settings.token, apiUrl: platform().url })
      : createTelegramClient({ token: settings.token, apiUrl: platform().url });
    expect((await failure(wrong(call()))).code).toBe("token");
  });
});
