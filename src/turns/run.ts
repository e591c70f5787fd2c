import type { EngineContext, EngineEvent, EngineInput } from "../conversation/engine-contract.ts";
import type { SayMedia, Step, Values } from "../conversation/definition.ts";
import { play } from "../conversation/engine.ts";
import type { OutboundChoice, OutboundMedia } from "../core/outbound-message.ts";
import { UserMistake } from "../core/user-mistake.ts";
import { contactParts } from "../core/contact-id.ts";
import type { Contact } from "../storage/contact.ts";
import type { EffectContext, EffectResult } from "./effect-contract.ts";
import { onlyOffers } from "./only-offers.ts";
import { personFacts } from "./person-facts.ts";
import type { Opening, TurnPorts } from "./turn-ports.ts";
import { understoodOpening } from "./understood-opening.ts";

/** Requests one message may cause: far above any sensible flow, low enough that a mistake ends. */
const mostRequests = 60;

/** What is to be shown after the turn, in order; a question ends a message. */
export type Shown = { text: string; choices?: OutboundChoice[]; media?: OutboundMedia };

/**
 * One message played through the engine: carries out what the engine asks for (effects, pages) and feeds the results back,
 * collecting what is said. Changes `contact` in memory only; the caller commits it.
 */
export class Run {
  readonly shown: Shown[] = [];
  contact: Contact;
  forget = false;
  private readonly ports: TurnPorts;
  readonly eventId: string;
  private readonly now: number;
  private requests = 0;
  private effects = 0;

  constructor(ports: TurnPorts, contact: Contact, eventId: string, now: number) {
    this.ports = ports;
    this.contact = contact;
    this.eventId = eventId;
    this.now = now;
  }

  text(key: string, params: Record<string, unknown> = {}): string {
    return this.ports.text(key, params, this.contact.locale) ?? key;
  }

  say(key: string, params: Record<string, unknown> = {}): void {
    this.shown.push({ text: this.text(key, params) });
  }

  /**
   * Name and phone from the platform's own form or a shared card: an answer where that is asked, nowhere else, for nobody agreed to
   * more being kept.
   */
  async info({ name, phone }: { name?: string; phone?: string }): Promise<void> {
    const step = this.openStep();
    const answer = step?.kind !== "ask" ? undefined : step.expects === "phone" ? phone : step.expects === "text" && step.save === "name" ? name : undefined;
    if (answer === undefined) return this.say("common:info-thanks");
    return this.feed({ kind: "text", text: answer });
  }

  private openStep(): Step | undefined {
    const frame = this.contact.session?.ask ? this.contact.session.frames.at(-1) : undefined;
    return frame && this.ports.library.get(frame.flow, frame.version)?.steps.find((step) => step.id === frame.step);
  }

  /** Leaves the running flow, if any, and starts another. */
  async open(opening: Opening): Promise<void> {
    await this.feed(this.leaveFor(opening));
  }

  async feed(input: EngineInput): Promise<void> {
    let next: EngineInput | undefined = input;
    while (next) {
      const played = play(this.contact.session, next, this.context());
      this.contact.session = played.session;
      this.contact.nextAsk = played.nextAsk;
      next = undefined;
      for (const event of played.events) {
        const followUp = await this.carryOut(event);
        if (followUp) next = followUp;
      }
      if (next && ++this.requests > mostRequests) throw new Error("a turn asked for too much");
    }
  }

  private async carryOut(event: EngineEvent): Promise<EngineInput | undefined> {
    switch (event.type) {
      case "said":
        this.shown.push({ text: event.text, ...this.withMedia(event.media) });
        return undefined;
      case "asked":
        this.shown.push({ text: event.text, choices: event.choices });
        return undefined;
      case "effect-requested":
        return this.runEffect(event.effect, event.args);
      case "page-requested":
        return this.page(event);
      case "flow-requested":
        this.contact.session = null;
        return { kind: "start", flow: event.flow };
      case "not-understood":
        return this.interrupt(event.text);
      case "stale-press":
        this.say("common:stale-press");
        return undefined;
      case "failed":
        this.ports.logger.error({ flow: event.flow, step: event.step, reason: event.reason }, "a flow failed");
        return undefined;
      default:
        return undefined;
    }
  }

  /**
   * Words that fit no choice. A flow that only offers is left for whatever the words mean; one that is half-way done is left only
   * for another flow, and an answer is given on the way.
   */
  private async interrupt(text: string): Promise<EngineInput> {
    const { session } = this.contact;
    if (onlyOffers(session)) return this.leaveFor(understoodOpening(text, this.ports));
    const meant = this.ports.understand(text);
    const running = session?.frames.some((frame) => frame.flow === meant.flow) ?? false;
    // The same flow again only with something new to say: another club, a code.
    const wanted = meant.decision === "flow" && meant.flow && (!running || Object.keys(meant.params ?? {}).length > 0);
    if (wanted && meant.flow) return this.leaveFor({ flow: meant.flow, with: meant.params ?? {} });
    const answered = meant.decision === "answer" && meant.answer !== undefined && (await this.answerOnTheWay(meant.answer));
    return answered ? { kind: "repeat", answered: true } : { kind: "repeat" };
  }

  private withMedia(media: SayMedia | undefined): Pick<Shown, "media"> {
    const shown = media && this.ports.flowMedia?.(media, contactParts(this.contact._id).channel);
    return shown ? { media: shown } : {};
  }

  private leaveFor(opening: Opening): EngineInput {
    this.contact.session = null;
    return { kind: "start", flow: opening.flow, ...(opening.with ? { with: opening.with } : {}) };
  }

  private async answerOnTheWay(answer: string): Promise<boolean> {
    const shown = await this.effect("show-answer", { answer });
    if (shown?.outcome !== "found") return false;
    this.shown.push({ text: String(shown.values?.["text"] ?? "") });
    return true;
  }

  private async runEffect(name: string, args: Values): Promise<EngineInput | undefined> {
    try {
      const result = await this.effect(name, args);
      if (!result) return { kind: "result", outcome: "unknown-effect" };
      return { kind: "result", outcome: result.outcome, ...(result.values ? { values: result.values } : {}) };
    } catch (error) {
      if (!(error instanceof UserMistake)) throw error;
      this.say(error.text, error.params);
      this.contact.session = null;
      return undefined;
    }
  }

  private async effect(name: string, args: Values): Promise<EffectResult | undefined> {
    const effect = this.ports.effects.get(name);
    if (!effect) return undefined;
    const result = await effect.run(args, this.effectContext(`${this.eventId}#${this.effects++}`));
    if (result.patch) Object.assign(this.contact, result.patch);
    if (result.forget) this.forget = true;
    return result;
  }

  private async page(event: Extract<EngineEvent, { type: "page-requested" }>): Promise<EngineInput> {
    const source = this.ports.sources.get(event.source);
    if (!source) throw new Error(`no source ${event.source}`);
    const page = await source.options(event.args, event.page, event.size, this.effectContext(`${this.eventId}#page`));
    return { kind: "page", options: page.options, more: page.more };
  }

  private context(): EngineContext {
    const { library, text, maxChoices } = this.ports;
    const { channel } = contactParts(this.contact._id);
    return { library, now: this.now, locale: this.contact.locale, text, contact: personFacts(this.contact), nextAsk: this.contact.nextAsk, maxChoices: maxChoices(channel) };
  }

  private effectContext(key: string): EffectContext {
    return { contact: this.contact, key, now: this.now, text: (name, params = {}) => this.text(name, params) };
  }
}
