/**
 * What our buttons carry. Zalo hands a pressed button back as ordinary text, so every payload starts with `#`;
 * a person can type one, so each is checked against what is open to that person and never grants anything.
 *  - `#c:<ask>:<index>` choice of one question; a question's number is used once in a contact's life, so an old button is recognised
 *  - `#f:<flow>[:<value>]` starts a flow, at any time
 *  - `#a:<answer>` shows an answer, at any time
 */
export type Payload =
  | { kind: "choice"; ask: number; index: number }
  | { kind: "flow"; flow: string; value?: string }
  | { kind: "answer"; answer: string };

export function formatPayload(payload: Payload): string {
  if (payload.kind === "choice") return `#c:${payload.ask}:${payload.index}`;
  if (payload.kind === "answer") return `#a:${payload.answer}`;
  return payload.value === undefined ? `#f:${payload.flow}` : `#f:${payload.flow}:${payload.value}`;
}

/** Reads a payload, or undefined when the text is none of ours. */
export function parsePayload(text: string): Payload | undefined {
  const choice = /^#c:(\d{1,9}):(\d{1,3})$/.exec(text);
  if (choice) return { kind: "choice", ask: Number(choice[1]), index: Number(choice[2]) };
  const flow = /^#f:([a-z][a-z0-9-]{0,31})(?::([\w.-]{1,28}))?$/.exec(text);
  if (flow) return flow[2] === undefined ? { kind: "flow", flow: flow[1]! } : { kind: "flow", flow: flow[1]!, value: flow[2] };
  const answer = /^#a:([\w-]{1,40})$/.exec(text);
  if (answer) return { kind: "answer", answer: answer[1]! };
  return undefined;
}
