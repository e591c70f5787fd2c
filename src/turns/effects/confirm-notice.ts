import { confirmFromChat } from "../../office/index.ts";
import type { Effect } from "../effect-contract.ts";
import { flagOf, textOf } from "./arguments.ts";
import type { Shelf } from "./effect-tools.ts";
import { atDesk } from "./write-notice.ts";

/** `{draft, code, typed, anyway}` → sending, or waiting for a colleague's yes; `again`: it was counted anew or changed meanwhile; same-words `{draft}`: whose words they are. `anyway`: although the same words went out within a day */
export const confirmNotice = ({ tools }: Shelf): Effect => ({
  name: "confirm-notice",
  outcomes: ["sending", "waiting", "wrong-code", "same-words", "again", "none"],
  run: (args, context) =>
    atDesk(tools, context, async (desk) => {
      const id = textOf(args, "draft");
      const outcome = await confirmFromChat(desk, { id, code: textOf(args, "code", 20), typed: textOf(args, "typed"), anyway: flagOf(args, "anyway") });
      return { outcome, ...(outcome === "same-words" ? { values: { draft: id } } : {}) };
    }),
});
