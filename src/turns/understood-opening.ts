import type { Opening, TurnPorts } from "./turn-ports.ts";

/** Where free words lead when nothing is being asked: a flow, an answer, the nearest answers, or an honest "I do not know". */
export function understoodOpening(said: string, ports: Pick<TurnPorts, "understand" | "library">): Opening {
  const meant = ports.understand(said);
  if (meant.decision === "flow" && meant.flow && ports.library.get(meant.flow)) return { flow: meant.flow, with: meant.params ?? {} };
  if (meant.decision === "answer" && meant.answer) return { flow: "answer", with: { answer: meant.answer } };
  if (meant.decision === "suggest") return { flow: "suggest", with: { text: said } };
  return { flow: "not-found", with: { text: said } };
}
