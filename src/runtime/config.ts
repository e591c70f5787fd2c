import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { settings, type Config, type SettingName } from "./config-schema.ts";

export type { Config, Role, SettingName } from "./config-schema.ts";

/**
 * One fault of one setting, as a whole sentence without the value (it may be a secret). `fatal`: the service cannot start;
 * otherwise it starts without what the setting belongs to, and says so.
 */
export type ConfigFault = { name: string; sentence: string; fatal: boolean };

/** Groups of settings that only make sense together: some but not all of them is a fault. */
const together: Record<string, SettingName[]> = {
  Zalo: ["ZALO_APP_ID", "ZALO_OA_ID", "ZALO_OA_SECRET_KEY", "ZALO_ACCESS_TOKEN"],
  Messenger: ["MESSENGER_PAGE_ID", "MESSENGER_PAGE_ACCESS_TOKEN", "MESSENGER_APP_SECRET", "MESSENGER_VERIFY_TOKEN"],
};

/** The environment over the `.env` file in the working directory. */
export function readEnvironment(file = ".env", environment: NodeJS.ProcessEnv = process.env): Record<string, string | undefined> {
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  return { ...fromFile, ...environment };
}

/** Checks every setting. All faults at once; `config` only when none is fatal. */
export function checkConfig(environment: Record<string, string | undefined>): { config?: Config; faults: ConfigFault[] } {
  const values: Record<string, unknown> = {};
  const faults: ConfigFault[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    // An empty value is how .env files and compose files say "not set".
    const result = setting.schema.safeParse(environment[name]?.trim() === "" ? undefined : environment[name]);
    if (result.success) values[name] = result.data;
    else faults.push({ name, sentence: `${name} ${sentenceOf(result.error.issues[0]?.message)}.`, fatal: true });
  }
  faults.push(...halfSet(environment), ...misspelt(environment));
  return faults.some((fault) => fault.fatal) ? { faults } : { config: values as Config, faults };
}

/** The configuration, or an error that lists every fault. */
export function loadConfig(environment = readEnvironment()): Config {
  const { config, faults } = checkConfig(environment);
  if (!config) throw new ConfigError(faults);
  return config;
}

export class ConfigError extends Error {
  override name = "ConfigError";
  readonly faults: ConfigFault[];
  constructor(faults: ConfigFault[]) {
    super(faults.map((fault) => fault.sentence).join("\n"));
    this.faults = faults;
  }
}

function sentenceOf(message: string | undefined): string {
  if (!message) return "is not valid";
  return /^(must|may)\b/.test(message) ? message : `is not valid: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function halfSet(environment: Record<string, string | undefined>): ConfigFault[] {
  return Object.entries(together).flatMap(([channel, names]) => {
    const missing = names.filter((name) => !environment[name]?.trim());
    if (missing.length === 0 || missing.length === names.length) return [];
    return missing.map((name) => ({ name, sentence: `${name} is missing: ${channel} needs ${names.join(", ")}, or none of them.`, fatal: false }));
  });
}

/** A misspelt name would silently do nothing; only names that begin like ours are judged. */
function misspelt(environment: Record<string, string | undefined>): ConfigFault[] {
  const ours = /^(ZALO|MESSENGER|TELEGRAM)_/;
  return Object.keys(environment)
    .filter((name) => ours.test(name) && !(name in settings))
    .map((name) => ({ name, sentence: `${name} is not a setting of this service; look for a spelling mistake.`, fatal: false }));
}
