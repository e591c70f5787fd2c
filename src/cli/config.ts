import { settings } from "../runtime/config-schema.ts";
import { checkConfig, readEnvironment } from "../runtime/config.ts";
import { CommandMistake, print, type Command } from "./command.ts";

export const command: Command = {
  summary: "config check: explains every fault of the settings; config list: all settings with their meaning",
  async run([verb]) {
    if (verb === "list") return list();
    if (verb === "check") return check();
    throw new CommandMistake("Say `config check` or `config list`.");
  },
};

function check(): number {
  const { faults } = checkConfig(readEnvironment());
  for (const fault of faults) print(fault.sentence);
  if (faults.length === 0) print("The settings are in order.");
  return faults.length === 0 ? 0 : 1;
}

function list(): number {
  for (const [name, setting] of Object.entries(settings)) {
    const parsed = setting.schema.safeParse(undefined);
    const fallback = "fallback" in setting ? setting.fallback : parsed.success ? parsed.data : undefined;
    print(`${name}: ${setting.help}${fallback === undefined ? "" : ` (default ${String(fallback)})`}`);
  }
  return 0;
}
