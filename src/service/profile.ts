import type { SyncOptions } from "../channels/contract.ts";
import { formatPayload } from "../core/payload.ts";
import type { Texts } from "../runtime/texts.ts";

type Language = "vi" | "en";

/** What the accounts' commands are in each language: a command is read as the words it is made of (`/gap_can_bo` is "gap can bo"). */
export const commandWords: Record<Language, { command: string; text: string }[]> = {
  vi: [{ command: "menu", text: "command-menu" }, { command: "gap_can_bo", text: "command-person" }, { command: "xoa_du_lieu", text: "command-delete" }, { command: "dung_tin", text: "command-stop" }],
  en: [{ command: "menu", text: "command-menu" }, { command: "talk_to_staff", text: "command-person" }, { command: "delete_my_data", text: "command-delete" }, { command: "stop", text: "command-stop" }],
};

/** The flows of the menu that is always there; labels are those of the menu flow. */
const menuFlows = ["join-club", "register-dialogue", "ask-question", "question-status", "talk-to-person", "my-data"];

/** What every account of this installation shows of itself, in the installation's first language and, where a platform can, in the others. */
export function profileOptions(texts: Texts, locale: Language, publicUrl: string | undefined): SyncOptions {
  const say = (key: string, language: Language = locale) => texts.text(key, {}, language) ?? key;
  const commands = (language: Language) => commandWords[language].map(({ command, text }) => ({ command, description: say(`profile:${text}`, language) }));
  const others = (["vi", "en"] as const).filter((language) => language !== locale);
  return {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    name: say("webchat:heading"),
    greeting: say("profile:greeting"),
    commands: commands(locale),
    translatedCommands: Object.fromEntries(others.map((language) => [language, commands(language)])),
    menu: menuFlows.map((flow) => ({ label: say(`menu:${flow}`), payload: formatPayload({ kind: "flow", flow }) })),
  };
}
