import { createServer, type AddressInfo } from "node:net";
import telegramTestApi from "telegram-test-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTelegramChannel } from "../../src/channels/telegram/index.ts";

/* A second opinion beside our own stand-in: the emulator made by telegraf's users. It has no webhook secret, so updates are polled. */
const TelegramServer = telegramTestApi as unknown as typeof telegramTestApi.default; // its types say ES default, its code is CommonJS
const token = "123456:ABC";
let server: InstanceType<typeof TelegramServer>;
beforeAll(async () => void (await (server = new TelegramServer({ port: await freePort(), host: "127.0.0.1" })).start()));
afterAll(async () => void (await server.stop()));

it("what the emulator sends is understood, and it understands what we send", async () => {
  const channel = createTelegramChannel({ token, webhookSecret: "s", apiUrl: server.config.apiURL });
  const lan = server.getClient(token, { userId: 42, chatId: 42, firstName: "Lan", timeout: 2000 });
  await lan.sendCommand(lan.makeCommand("/start abc_1"));
  await lan.sendMessage(lan.makeMessage("xin chào"));
  await lan.sendCallback(lan.makeCallbackQuery("#c:1:0"));
  const updates = (await (await fetch(`${server.config.apiURL}/bot${token}/getUpdates`, { method: "POST" })).json()) as { result: unknown[] };
  const events = updates.result.flatMap((update) => channel.parse(update, Date.now()).events);
  expect(events.map(({ input }) => input)).toEqual([{ kind: "start", ref: "abc_1" }, { kind: "text", text: "xin chào" }, { kind: "press", payload: "#c:1:0" }]);
  expect(new Set(events.map(({ contact }) => contact))).toEqual(new Set(["telegram:123456:42"]));

  for (const call of channel.render({ id: "m", to: "telegram:123456:42", text: "Chào Lan", choices: [{ label: "Có", payload: "#c:1:0" }], urgency: "reply", acknowledge: "9" })) await channel.send(call);
  const { result } = await lan.getUpdates();
  expect(result.map(({ message }) => message)).toMatchObject([{ chat_id: 42, text: "Chào Lan", reply_markup: { inline_keyboard: [[{ text: "Có", callback_data: "#c:1:0" }]] } }]);
});

/** The emulator takes port 0 for 9000, so it needs a real one. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
