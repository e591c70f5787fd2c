import type { FlowLibrary } from "./definition.ts";
import type { Session } from "./session.ts";

/** When the open question wants its `tick`: the reminder first, then the end. Undefined when nothing is open. */
export function wakeAt(session: Session | null, library: FlowLibrary): number | undefined {
  const frame = session?.frames.at(-1);
  const ask = session?.ask;
  const flow = frame && library.get(frame.flow, frame.version);
  if (!ask || !flow) return undefined;
  const reminds = flow.remindAfterMs !== undefined && !ask.reminded;
  return ask.at + (reminds ? flow.remindAfterMs! : flow.expireAfterMs);
}
