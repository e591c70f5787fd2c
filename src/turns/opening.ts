import type { EventInput } from "../core/inbound-event.ts";
import { parsePayload } from "../core/payload.ts";
import { slugInRef } from "../links/index.ts";
import { openByLink, openTypedLink } from "./open-by-link.ts";
import type { Run } from "./run.ts";
import { routeText } from "./route-text.ts";
import type { Opening, TurnPorts } from "./turn-ports.ts";

/** Plays one input where it belongs. Whoever did something hears something. */
export async function route(run: Run, input: EventInput, ports: TurnPorts): Promise<void> {
  await lead(run, input, ports);
  if (run.shown.length === 0 && (input.kind === "text" || input.kind === "press" || input.kind === "media" || input.kind === "info")) run.say("common:anything-else");
}

async function lead(run: Run, input: EventInput, ports: TurnPorts): Promise<void> {
  switch (input.kind) {
    case "start":
      return start(run, input.ref, ports);
    case "press":
      return press(run, input.payload, input.title, ports);
    case "media":
      // Words under a picture are an answer like any other.
      if (run.contact.session?.ask) return input.caption ? routeText(run, input.caption, ports) : run.feed({ kind: "media", media: input.media });
      run.say("common:media-thanks");
      if (input.caption) return routeText(run, input.caption, ports);
      return;
    case "info":
      return run.info(input);
    case "text":
      if (await openTypedLink(run, input.text, ports)) return;
      return routeText(run, input.text, ports);
    case "tick":
      return run.feed({ kind: "tick", ask: input.ask });
    case "left":
      return;
  }
}

/** `ref` of an entry link (`l_<slug>`), or `flow`, `flow_value`; anything else is only a greeting. */
async function start(run: Run, ref: string | undefined, ports: TurnPorts): Promise<void> {
  const slug = slugInRef(ref ?? "");
  if (slug && (await openByLink(run, slug, ports))) return;
  return run.open(startOpening(ref, ports));
}

function startOpening(ref: string | undefined, ports: TurnPorts): Opening {
  const match = /^([a-z][a-z-]{0,31})(?:_([\w.-]{1,28}))?$/.exec(ref ?? "");
  const flow = match ? ports.library.get(match[1]!) : undefined;
  if (!match || !flow) return { flow: "welcome" };
  return opening(flow.name, match[2], ports);
}

/** A value given to a flow goes into the first variable it takes. */
function opening(flow: string, value: string | undefined, ports: TurnPorts): Opening {
  const first = ports.library.get(flow)?.takes[0];
  return value !== undefined && first ? { flow, with: { [first]: value } } : { flow };
}

async function press(run: Run, payload: string, title: string | undefined, ports: TurnPorts): Promise<void> {
  const parsed = parsePayload(payload);
  if (parsed?.kind === "choice") {
    if (run.contact.session?.ask) return run.feed({ kind: "press", ask: parsed.ask, index: parsed.index });
    run.say("common:stale-press");
    return run.open({ flow: "menu" });
  }
  if (parsed?.kind === "flow" && ports.library.get(parsed.flow)) return run.open(opening(parsed.flow, parsed.value, ports));
  if (parsed?.kind === "answer") return run.open({ flow: "answer", with: { answer: parsed.answer } });
  // A button made elsewhere (the page's own menu, an old installation): its label is the best we have.
  return routeText(run, title ?? payload, ports);
}
