import { chatAudiences, type ChatAudience } from "../../office/index.ts";
import type { EffectContext, Source } from "../effect-contract.ts";
import type { Shelf } from "../effects/effect-tools.ts";
import { noticeDesk } from "../effects/write-notice.ts";
import { dialogueLabel } from "./dialogue-label.ts";
import { pageOf, shortened } from "./page-of.ts";

/** What fits on a button everywhere. */
const longestLabel = 20;

/** Whom somebody of staff may write to; nobody for everybody else. */
export const noticeAudiences = ({ tools }: Shelf): Source => ({
  name: "notice-audiences",
  async options(_args, page, size, context) {
    const desk = await noticeDesk(tools, context);
    const audiences = desk ? await chatAudiences(desk) : [];
    return pageOf(audiences.map((one) => ({ value: one.value, label: shortened(labelOf(one, context, tools.timeZone), longestLabel) })), page, size);
  },
});

function labelOf({ kind, name, at }: ChatAudience, { text }: EffectContext, timeZone: string): string {
  if (kind === "everyone") return name ? text("send-notice:whole", { unit: name }) : text("send-notice:everywhere");
  if (kind === "club") return text("send-notice:club", { club: name });
  // The day stays readable whatever is cut off the name.
  return at === undefined ? name : dialogueLabel({ label: shortened(name, longestLabel - 6), startsAt: at }, timeZone);
}
