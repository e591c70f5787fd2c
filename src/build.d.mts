/** Where the newest build is. */
export const built: string;
/** Whether the build is of the sources as they are. */
export function isBuilt(): boolean;
/** Builds, if anything has changed. Throws with what is wrong in the sources. */
export function build(): Promise<void>;
