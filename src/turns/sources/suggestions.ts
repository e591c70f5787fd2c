import type { Source } from "../effect-contract.ts";
import { textOf } from "../effects/arguments.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { pageOf, shortened } from "./page-of.ts";

const mostSuggestions = 3;
const longestLabel = 60;
/** Below this the words only touch: offering it would look like a guess. */
const nearEnough = 0.25;

/** What a flow is called on a button; a flow that is not here is not suggested. */
const flowLabels: Record<string, string> = {
  "join-club": "menu:join-club",
  "leave-club": "leave-club:leave",
  "register-dialogue": "menu:register-dialogue",
  "cancel-dialogue": "cancel-dialogue:give-up",
  "ask-question": "menu:ask-question",
  "question-status": "menu:question-status",
  "my-clubs": "menu:my-clubs",
  "my-dialogues": "menu:my-dialogues",
  "my-data": "menu:my-data",
  "delete-my-data": "my-data:delete",
  "withdraw-consent": "my-data:withdraw",
  "stop-messages": "menu:stop-messages",
  "start-messages": "menu:start-messages",
  language: "menu:language",
  "link-account": "link-account:title",
  "unlink-account": "unlink-account:unlink",
  "talk-to-person": "menu:talk-to-person",
  activities: "activities:calendar",
  "my-activities": "my-activities:title",
  "cancel-activity": "cancel-activity:give-up",
  "join-union": "my-branch:join",
  transfer: "my-branch:transfer",
  residence: "my-branch:residence",
  "my-branch": "menu:my-branch",
  "my-cases": "menu:my-cases",
  menu: "common:menu",
};

/** `{text}`: the nearest three things we could mean, as "a:<answer>" or "f:<flow>". */
export const suggestions = ({ tools }: Shelf): Source => {
  const titles = new Map(tools.answers.map((entry) => [entry.id, shortened(entry.question, longestLabel)]));
  return {
    name: "suggestions",
    async options(args, page, size, { text }) {
      const near = tools.understanding.understand(textOf(args, "text", 1000)).candidates.flatMap(({ kind, id, score }) => {
        if (score < nearEnough) return [];
        const key = flowLabels[id];
        if (kind === "flow") return key ? [{ value: `f:${id}`, label: text(key) }] : [];
        const label = titles.get(id);
        return label ? [{ value: `a:${id}`, label }] : [];
      });
      const unlike = [...new Map(near.map((one) => [one.value, one])).values()];
      return pageOf(unlike.slice(0, mostSuggestions), page, size);
    },
  };
};
