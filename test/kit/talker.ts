import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InboundEvent, EventInput } from "../../src/core/inbound-event.ts";
import type { OutboundMessage } from "../../src/core/outbound-message.ts";
import { loadConfig } from "../../src/runtime/config.ts";
import { createLogger } from "../../src/runtime/logger.ts";
import { openService, type Service } from "../../src/service/service.ts";
import { playTurn } from "../../src/turns/play-turn.ts";

/** The assembled service on engines of its own, without roles: turns are played by hand. */
export async function openTestService(env: Record<string, string> = {}): Promise<{ service: Service; close(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), "cau-noi-turns-"));
  const service = await openService(loadConfig({ NOTICE_QUIET_HOURS: "off", NOTICE_HOLIDAYS: "send", ...env, DATA_DIR: dataDir }), createLogger("silent"));
  return {
    service,
    async close() {
      await service.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** One person whose turns are played one by one. */
export class Talker {
  readonly contact: string;
  heard: OutboundMessage[] = [];
  private readonly service: Service;
  private count = 0;

  constructor(service: Service, name: string) {
    this.service = service;
    this.contact = `telegram:1:${name}`;
  }

  event(input: EventInput): InboundEvent {
    this.count++;
    return { id: `telegram:1:${this.contact}:${this.count}`, contact: this.contact, at: 1_795_000_000_000 + this.count, order: this.count, input };
  }

  async play(event: InboundEvent): Promise<string> {
    const { outbox } = await playTurn(event, this.service.turnPorts, Date.now());
    this.heard = outbox;
    return outbox.map((message) => message.text).join("\n");
  }

  say(text: string): Promise<string> {
    return this.play(this.event({ kind: "text", text }));
  }

  press(label: string): Promise<string> {
    const choice = this.heard.flatMap((message) => message.choices ?? []).find((one) => one.label === label);
    if (!choice) throw new Error(`no button ${label} among ${JSON.stringify(this.heard.flatMap((message) => message.choices?.map((one) => one.label) ?? []))}`);
    return this.play(this.event({ kind: "press", payload: choice.payload, title: label }));
  }

  /** Where the person stands: the running flow and step. */
  async stands(): Promise<string | undefined> {
    const frame = (await this.service.contacts.load(this.contact))?.session?.frames.at(-1);
    return frame && `${frame.flow}/${frame.step}`;
  }
}
