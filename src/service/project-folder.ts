import { resolve } from "node:path";

/** The checkout's top folder, wherever the process was started. */
export const projectFolder = resolve(import.meta.dirname, "../..");
