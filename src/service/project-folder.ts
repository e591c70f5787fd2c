import { resolve } from "node:path";

/** The checkout's top folder, wherever the process was started. */
export const projectFolder = resolve(import.meta.dirname, "../..");

/** What was learned from the project's own phrases, for the next process that starts. */
export const learnedFolder = resolve(projectFolder, "node_modules/.cache/cau-noi-learned");
