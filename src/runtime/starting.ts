import { giveWay } from "./give-way.ts";

/** Begins as soon as this is loaded, for loading all the rest is a good part of it. To be called when the process is at work. */
export const startedUp = giveWay();
