import { rulesOf, wayTo, type AccountsReach } from "../broadcasts/index.ts";
import { checkNoticeText, noticeWords } from "../jobs/notice-text.ts";
import { skipTime } from "../jobs/repeat-broadcasts.ts";
import type { JobQueue } from "../jobs/queues.ts";
import type { NoticeWork } from "../office/index.ts";
import type { Config } from "../runtime/config.ts";
import type { Texts } from "../runtime/texts.ts";
import type { Contacts } from "../storage/contacts.ts";
import type { Lanes } from "../storage/lanes/lanes.ts";
import { canShow, noticePicture } from "../media/index.ts";
import { createSteering, defaultRules } from "./broadcasts.ts";
import { createNoticeFacts } from "./notice-facts.ts";
import type { Rooms } from "./rooms.ts";

type Parts = { takesOf: NoticeWork["takesOf"]; audience: NoticeWork["audience"]; rooms: Pick<Rooms, "broadcasts" | "units" | "people" | "media">; accounts: AccountsReach; queue: JobQueue; lanes: Lanes; contacts: Contacts; texts: Texts; config: Pick<Config, "NOTICE_QUIET_HOURS" | "NOTICE_HOLIDAYS" | "REMINDERS_BEFORE" | "NOTICE_APPROVE_ABOVE" | "TIME_ZONE" | "PUBLIC_URL"> };

/** What the office needs of sending: setting notices going, their rules, a look at one in a chat. */
export function createNoticeWork({ rooms, accounts, queue, lanes, contacts, texts, config, takesOf, audience }: Parts): NoticeWork {
  const { broadcasts, media } = rooms;
  const facts = createNoticeFacts(rooms);
  const steering = createSteering({ broadcasts, queue, lanes });
  const defaults = defaultRules(config);
  return {
    ...steering, takesOf, audience, accounts,
    plan: (id) => steering.plan(id),
    // Who looks hears of it by the act itself.
    skip: (id) => skipTime(id, { broadcasts, timeZone: config.TIME_ZONE, moved: async () => {}, now: Date.now }),
    rules: (commune) => rulesOf(broadcasts, commune, defaults),
    check: checkNoticeText,
    async show({ content, purpose, commune }, { contact, id, key }) {
      const person = await contacts.load(contact);
      if (!person) return "no-contact";
      if (wayTo({ contacts: [person] }, undefined, accounts, Date.now()).rule !== "free") return "out-of-reach";
      const footer = purpose === undefined ? undefined : texts.text("notice:footer", {}, person.locale);
      const words = noticeWords(content, person.locale, (await facts([[person]], commune)).get(contact) ?? {}, texts.text, footer);
      const image = content.image === undefined ? undefined : await noticePicture(media, content.image, config.PUBLIC_URL ?? undefined);
      const text = `${texts.text(key, {}, person.locale) ?? ""}\n\n${words.text}`;
      await lanes.add("out", [{ contact, id, json: JSON.stringify({ id, to: contact, urgency: "reply", ...words, text, ...(image && canShow(image, contact) ? { media: image } : {}) }) }]);
      return "shown";
    },
  };
}
