import type { Response } from "express";
import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import type { MailboxListener, StoredEntry, WebchatMailbox } from "../../../src/storage/webchat-mailbox.ts";
import { openEventStream } from "../../../src/web/chat/event-stream.ts";
import { until } from "../../kit/until.ts";

const entry = (id: string, text: string): StoredEntry => ({ id, from: "bot", text, at: 1, ref: id });

it("does not write what was read just before a deletion after it", async () => {
  // The answer of Redis to a read and the news of the deletion come over two connections, so either may be first.
  const reads: ((entries: StoredEntry[]) => void)[] = [];
  let tell: MailboxListener = () => {};
  const mailbox = { since: () => new Promise((answer) => reads.push(answer)), subscribe: (_: string, listener: MailboxListener) => ((tell = listener), () => {}) } as unknown as WebchatMailbox;
  const written: string[] = [];
  const response = Object.assign(new EventEmitter(), { write: (text: string) => written.push(text) > 0, end: () => {} }) as unknown as Response;
  const stream = openEventStream(mailbox, "lan", "0-0", response);
  tell("new");
  tell("forgotten");
  reads[0]!([entry("1-0", "riêng tư")]);
  await until("it reads again", () => reads.length === 2);
  reads[1]!([entry("2-0", "Đã xóa hết.")]);
  await until("it writes what came after", () => written.length === 2);
  expect(written[0]).toContain("event: forgotten");
  expect(written[1]).toContain("Đã xóa hết.");
  expect(written.join("")).not.toContain("riêng tư");
  stream.end();
});
