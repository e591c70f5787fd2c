import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OutboundChoice } from "../../src/core/outbound-message.ts";
import { contactId } from "../../src/core/contact-id.ts";
import { startAccounts } from "./accounts.ts";

/** The smallest service there is: answers every event through the same channel, within the request. */
async function startParrot(accounts: Awaited<ReturnType<typeof startAccounts>>) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const channel = accounts.channels[request.url!.split("/")[2] as "zalo"];
      const verdict = channel.verify({ headers: request.headers, body: Buffer.concat(chunks) }, Date.now());
      response.writeHead(verdict.ok ? 200 : verdict.status).end();
      if (!verdict.ok) return;
      for (const event of channel.parse(verdict.body, Date.now()).events) {
        seen.push(event.id);
        const { input } = event;
        const text = input.kind === "text" ? `Bạn nói: ${input.text}` : input.kind === "press" ? `Bạn chọn: ${input.payload}` : input.kind === "start" ? `Chào ${input.ref ?? "bạn"}` : input.kind;
        const choices: OutboundChoice[] = [{ label: "Có", payload: "#c:1:0" }, { label: "Tôi muốn tham gia câu lạc bộ", payload: "#c:1:1" }];
        for (const call of channel.render({ id: event.id, to: event.contact, text, choices, urgency: "reply", acknowledge: event.acknowledge })) await channel.send(call);
      }
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))) };
}

let accounts: Awaited<ReturnType<typeof startAccounts>>;
let parrot: Awaited<ReturnType<typeof startParrot>>;
beforeAll(async () => {
  accounts = await startAccounts();
  parrot = await startParrot(accounts);
});
afterAll(async () => {
  await parrot.stop();
  await accounts.stop();
});

describe.each(["zalo", "zalo-bot", "messenger", "telegram"] as const)("a person on the stand-in of %s", (name) => {
  it("starts, talks, presses and chooses", async () => {
    const lan = accounts.platforms[name].person("1001", parrot.url);
    await lan.start(name === "zalo" ? undefined : "thon-dong");
    expect((await lan.nextReply()).text).toContain(name === "zalo" ? "Chào bạn" : "Chào thon-dong");
    const reply = await lan.ask("xin chào");
    expect(reply.text).toContain("Bạn nói: xin chào");
    if (name === "zalo-bot") {
      expect(reply.choices).toEqual([]);
      await lan.choose("Có");
      expect((await lan.nextReply()).text).toContain("Bạn nói: 1\n1. Có\n2. Tôi muốn");
      await lan.choose("Tôi muốn tham gia câu lạc bộ");
      expect((await lan.waitForReply(4)).text).toContain("Bạn nói: 2");
    } else {
      expect(reply.choices).toHaveLength(2);
      await lan.press(0);
      expect((await lan.waitForReply(/Bạn chọn/)).text).toContain("#c:1:0");
      await lan.choose("Tôi muốn tham gia câu lạc bộ");
      expect((await lan.waitForReply(4)).text).toContain("#c:1:1");
    }
    expect(lan.replies).toHaveLength(4);
    expect(accounts.platforms[name].violations).toEqual([]);
    if (name === "telegram") expect(accounts.platforms.telegram.state.spinning.size).toBe(0);
  });

  it("delivers the same webhook twice, and again later", async () => {
    const minh = accounts.platforms[name].person("1002", parrot.url);
    await minh.say("một", { copies: 2 });
    await minh.send(minh.lastRequest!);
    await minh.waitForReply(3);
    expect(new Set(parrot.seen.slice(-3)).size).toBe(1);
  });

  it("redelivers until the service is there", async () => {
    const probe = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => probe.once("listening", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const an = accounts.platforms[name].person("1003", `http://127.0.0.1:${port}`);
    const said = an.say("có ai không", { insistMs: 5000 });
    const late = createServer((_, response) => response.end()).listen(port, "127.0.0.1");
    expect((await said).status).toBe(200);
    await new Promise((resolve) => (late.closeAllConnections(), late.close(resolve)));
  });

  it("tells what went wrong when a reply does not come", async () => {
    const binh = accounts.platforms[name].person("1004", parrot.url);
    await expect(binh.nextReply(20)).rejects.toThrow(/no such reply within 20 ms; 0 received/);
    await expect(async () => binh.press("Không có")).rejects.toThrow(/no button "Không có"/);
  });

  it("blocks and comes back", async () => {
    const hoa = accounts.platforms[name].person("1005", parrot.url);
    accounts.platforms[name].block("1005");
    const channel = accounts.channels[name];
    const [call] = channel.render({ id: "b", to: contactId({ channel: name, account: channel.account, person: "1005" }), text: "a", urgency: "bulk" });
    await expect(channel.send(call!)).rejects.toMatchObject({ code: "blocked" });
    await hoa.say("mình quay lại");
    expect((await hoa.nextReply()).text).toContain("mình quay lại");
  });

  it("notices calls outside the documented shape", async () => {
    const platform = accounts.platforms[name];
    const [call] = accounts.channels[name].render({ id: "b", to: `${name}:${accounts.channels[name].account}:1006`, text: "a", urgency: "bulk" });
    await expect(accounts.channels[name].send({ ...call!, body: { ...call!.body, tag: "ACCOUNT_UPDATE" } })).rejects.toMatchObject({ code: "bad-content" });
    await expect(accounts.channels[name].send({ ...call!, body: JSON.parse(JSON.stringify(call!.body).replace('"a"', JSON.stringify("ă".repeat(5000)))) as Record<string, unknown> })).rejects.toMatchObject({ code: "bad-content" });
    expect(platform.violations.splice(0)).toEqual([expect.stringContaining("undocumented field tag"), expect.stringMatching(/5000 characters, allowed are/)]);
    expect(platform.inbox("1006").replies).toEqual([]);
  });
});
