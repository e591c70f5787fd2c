import type { Understand } from "./create-understanding.ts";

/** One utterance a line in, one JSON object a line out, in order; an empty line gives a "none" of its own. */
export async function* understandLines(lines: AsyncIterable<string>, { understand }: Understand): AsyncGenerator<string> {
  for await (const line of lines) {
    const { text, decision, flow, answer, params, candidates, ms } = understand(line);
    yield JSON.stringify({ text, decision, flow, answer, params, candidates, ms: Math.round(ms * 1000) / 1000 });
  }
}
