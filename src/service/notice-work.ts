import { rulesOf, type BroadcastModels } from "../broadcasts/index.ts";
import { checkNoticeText, noticeWords } from "../jobs/notice-text.ts";
import { skipTime } from "../jobs/repeat-broadcasts.ts";
import type { JobQueue } from "../jobs/queues.ts";
import type { NoticeWork } from "../office/index.ts";
import type { Config } from "../runtime/config.ts";
import type { Texts } from "../runtime/texts.ts";
import type { Contacts } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import { unitTree, type UnitModels } from "../units/index.ts";
import { createSteering, defaultRules } from "./broadcasts.ts";
import { noticeFacts } from "./notice-facts.ts";

type Parts = { broadcasts: BroadcastModels; units: UnitModels; queue: JobQueue; lanes: Lanes; contacts: Contacts; texts: Texts; config: Pick<Config, "NOTICE_QUIET_HOURS" | "NOTICE_HOLIDAYS" | "REMINDERS_BEFORE" | "NOTICE_APPROVE_ABOVE" | "TIME_ZONE"> };

/** What the office needs of sending: setting notices going, their rules, a look at one in a chat. */
export function createNoticeWork({ broadcasts, units, queue, lanes, contacts, texts, config }: Parts): NoticeWork {
  const steering = createSteering({ broadcasts, queue, lanes });
  const defaults = defaultRules(config);
  return {
    ...steering,
    plan: (id) => steering.plan(id),
    // Who looks hears of it by the act itself.
    skip: (id) => skipTime(id, { broadcasts, timeZone: config.TIME_ZONE, moved: async () => {}, now: Date.now }),
    rules: (commune) => rulesOf(broadcasts, commune, defaults),
    check: checkNoticeText,
    async show({ content, purpose, commune }, { contact, id, key }) {
      const person = await contacts.load(contact);
      if (!person) return false;
      const footer = purpose === undefined ? undefined : texts.text("notice:footer", {}, person.locale);
      const words = noticeWords(content, person.locale, noticeFacts(await unitTree(units), person.profile, commune), texts.text, footer);
      const text = `${texts.text(key, {}, person.locale) ?? ""}\n\n${words.text}`;
      await lanes.add("out", [{ contact, id, json: JSON.stringify({ id, to: contact, urgency: "reply", ...words, text }) }]);
      return true;
    },
  };
}
