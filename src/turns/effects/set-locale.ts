import type { Effect } from "../effect-contract.ts";
import { textOf } from "./arguments.ts";

/** `{locale}` → set. Anything but "en" is Vietnamese. */
export const setLocale = (): Effect => ({
  name: "set-locale",
  outcomes: ["set"],
  run: async (args) => ({ outcome: "set", patch: { locale: textOf(args, "locale") === "en" ? "en" : "vi" } }),
});
