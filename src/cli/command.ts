export type Command = {
  /** One line for the list of commands. */
  summary: string;
  /** Returns the exit code. */
  run(words: string[]): Promise<number>;
};

/** The caller's mistake: said in one sentence, exit code 2. */
export class CommandMistake extends Error {
  override name = "CommandMistake";
}

export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}
