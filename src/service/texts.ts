import { join } from "node:path";
import type { Config } from "../runtime/config.ts";
import { loadTexts, type Texts } from "../runtime/texts.ts";
import { projectFolder } from "./project-folder.ts";

/** The sentences of locales/, in the installation's time zone. */
export function projectTexts(config: Pick<Config, "TIME_ZONE">, options: { lazy?: boolean } = {}): Texts {
  return loadTexts(join(projectFolder, "locales"), { timeZone: config.TIME_ZONE, ...options });
}
