/** An author's mistake in a flow, found before anybody talks to it. `sentence` is complete without the place. */
export type Problem = { file: string; line: number; step?: string; sentence: string };

/** `flows/join-club.yaml:12 step ask-name: …` */
export function formatProblem({ file, line, step, sentence }: Problem): string {
  return `${file}:${line}${step === undefined ? "" : ` step ${step}`}: ${sentence}`;
}
