import { recordRequest } from "../consent/index.ts";
import { contactParts } from "../core/contact-id.ts";
import { shortCode } from "../core/short-code.ts";
import { requestPerson } from "../handovers/index.ts";
import { createPrivateReply } from "../jobs/private-reply.ts";
import type { NotePorts } from "../jobs/note-worker.ts";
import { raiseAlert } from "../pages/index.ts";
import { accountOf } from "../storage/lanes/lanes.ts";
import { createOutcomeStore } from "../storage/outcomes.ts";
import type { Service } from "./service.ts";
import { unitTree } from "../units/index.ts";
import { takeoverPorts } from "./take-over.ts";

/** What the platforms' notes need, from the assembled service. */
export function notePorts(service: Service): NotePorts {
  const { lanes, contacts, stores, config, logger, texts, rooms, secret } = service;
  return {
    lanes, contacts, logger,
    takeover: takeoverPorts(service),
    receipts: { redis: stores.redis, prefix: lanes.prefix, outcomes: createOutcomeStore(stores.redis, lanes.prefix) },
    releaseWord: config.TAKEOVER_RELEASE_WORD,
    now: Date.now,
    comment: createPrivateReply({ redis: stores.redis, prefix: lanes.prefix, channel: service.channel, text: texts.text, locale: config.DEFAULT_LOCALE, metrics: service.metrics, logger }),
    async alert({ contact, event, severity, detail, at }) {
      const page = accountOf(contact);
      logger[severity === "alert" ? "error" : severity === "warning" ? "warn" : "info"]({ account: page, event }, "the platform tells something about an account");
      await raiseAlert(service.pages, { page, kind: event, severity, ...(detail === undefined ? {} : { detail }) }, at);
    },
    /** A person decides, within the law's days; the number makes it one request however often the platform says it. */
    async withdrawn(contact, id, at) {
      const reason = texts.text("notice:data-request-by-platform", {}, config.DEFAULT_LOCALE) ?? "data request";
      const tree = await unitTree(rooms.units);
      const unit = service.directory.entry(accountOf(contact))?.unit ?? "";
      const commune = tree.all.has(unit) ? tree.communeOf(unit) : undefined;
      await recordRequest(rooms.requests, { _id: `platform|${id}`, ref: shortCode("YC", secret, id), kind: "withdraw", commune, contact, person: undefined, words: undefined, via: contactParts(contact).channel, now: at });
      await requestPerson(rooms.handovers, { mark: id, ref: shortCode("HT", secret, id), contact, ...(commune ? { commune } : {}), reason, urgent: false, now: at });
    },
  };
}
