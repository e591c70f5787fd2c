import type { CalendarPorts } from "../jobs/call-once.ts";
import type { RepeatPorts } from "../jobs/repeat-broadcasts.ts";
import { keepsDues } from "../people/index.ts";
import { unansweredQuestions } from "../questions/index.ts";
import { holdersOf, isCommune, unitTree } from "../units/index.ts";
import { createSteering, noticeRules } from "./broadcasts.ts";
import type { Service } from "./service.ts";

/** More than anybody counts. */
const mostQuestions = 500;

/** Where the reminders by the calendar find whom and what they concern. `now` is handed in by whoever tries them out. */
export function calendarPorts(service: Service, now: () => number = Date.now): CalendarPorts {
  const { rooms, queue, lanes, office, config } = service;
  const steering = createSteering({ broadcasts: rooms.broadcasts, queue, lanes });
  return {
    broadcasts: rooms.broadcasts,
    async communes() {
      const tree = await unitTree(rooms.units);
      return [...tree.all.values()].filter((unit) => unit.active && isCommune(unit) && tree.communeOf(unit._id) === unit._id).map((unit) => unit._id);
    },
    rules: (commune) => noticeRules(service, commune),
    keepsDues: (commune) => keepsDues(rooms.people, { commune }),
    async holders(commune, title) {
      const holders = await holdersOf(rooms.units, commune, title);
      const found = await rooms.people.people.find({ _id: { $in: holders } }, { contacts: 1 }).lean<{ contacts: string[] }[]>();
      return { people: found.length, chats: found.flatMap((one) => one.contacts), silent: found.filter((one) => one.contacts.length === 0).length };
    },
    waitingQuestions: async (commune, asked) => (await unansweredQuestions(rooms.questions, commune, asked, mostQuestions)).map(({ _id, askedAt }) => ({ code: _id, askedAt })),
    callStaff: (call) => office.callStaff(call),
    plan: (broadcast) => steering.plan(broadcast),
    timeZone: config.TIME_ZONE,
    now,
  };
}

export function repeatPorts({ rooms, office, config }: Service, now: () => number = Date.now): RepeatPorts {
  return { broadcasts: rooms.broadcasts, timeZone: config.TIME_ZONE, moved: ({ commune }) => office.announce("broadcasts", commune), now };
}
