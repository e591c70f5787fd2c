import type { Flow, Step } from "../../src/conversation/definition.ts";
import { edgesOf, outcomesOf, type Edge } from "../../src/conversation/flow-graph.ts";

/**
 * Watches which steps are stood at and which ways are taken. The engine reads `when` once whenever it stands at a step, `kind`
 * only when it is not passed over, and of `on` and the choices' `go` only the one that happens: getters and a proxy on the
 * steps see everything without a hook in the engine.
 */
export class Coverage {
  private readonly flows: readonly Flow[];
  private readonly visited = new Set<string>();
  private readonly taken = new Set<string>();
  private readonly standing = new Map<string, string>();

  constructor(flows: readonly Flow[]) {
    this.flows = flows;
  }

  /** The flows to play with. */
  watched(): Flow[] {
    return this.flows.map((flow) => ({ ...flow, steps: flow.steps.map((step) => this.watch(flow.name, step)) }));
  }

  /** A conversation begins: nothing leads from the last one into it. */
  begin(): void {
    this.standing.clear();
  }

  /** A button that changes to another flow was pressed at the open question of `flow`. */
  changes(flow: string, to: string): void {
    this.taken.add(`${flow} ${this.standing.get(flow)} ~ ${to}`);
  }

  /** Steps nobody came to, and ways nobody took, as readable lines. */
  missing(): string[] {
    return this.flows.flatMap((flow) => flow.steps.flatMap((step) => this.missingOf(flow, step)));
  }

  private missingOf(flow: Flow, step: Step): string[] {
    if (!this.visited.has(`${flow.name} ${step.id}`)) return [`${flow.name}: no conversation comes to ${step.id}`];
    return edgesOf(flow, step)
      .filter((edge) => !this.taken.has(trace(flow.name, step, edge)) && !(edge.way === "falls" && this.neverReturns(step)))
      .map(({ to, word, way }) => `${flow.name}: no conversation goes from ${step.id} to ${way === "flow" ? `the flow ${word}` : to}${word && way !== "flow" ? ` (${word})` : ""}`);
  }

  /** A called flow that always hands over to a person. */
  private neverReturns(step: Step): boolean {
    const called = step.kind === "call" ? this.flows.find((flow) => flow.name === step.flow) : undefined;
    return called !== undefined && outcomesOf(called).size === 0;
  }

  private watch(flow: string, step: Step): Step {
    const { kind, when } = step;
    const copy = { ...step, ...this.watchedWays(flow, step) };
    return Object.defineProperties(copy, {
      when: { enumerable: true, get: () => (this.stand(flow, step.id), when) },
      kind: { enumerable: true, get: () => (this.standing.get(flow) === step.id && this.visited.add(`${flow} ${step.id}`), kind) },
    }) as Step;
  }

  private watchedWays(flow: string, step: Step): object {
    const take = (word: string): unknown => this.taken.add(`${flow} ${step.id} = ${word}`);
    if ("on" in step) return { on: new Proxy(step.on, { get: (on, word) => (take(String(word)), on[String(word)]) }) };
    if (step.kind !== "ask") return {};
    return { choices: step.choices.map((one) => Object.defineProperty({ ...one }, "go", { enumerable: true, get: () => (take(one.value), one.go) })) };
  }

  private stand(flow: string, step: string): void {
    const before = this.standing.get(flow);
    if (before !== undefined) this.taken.add(`${flow} ${before} -> ${step}`);
    this.standing.set(flow, step);
  }
}

/** How a way shows when it is taken: by its word where the engine looks the word up, else by where it leads. */
function trace(flow: string, step: Step, { way, word, to }: Edge): string {
  if (way === "flow") return `${flow} ${step.id} ~ ${word}`;
  if (way === "on" && ["ask", "do", "call"].includes(step.kind)) return `${flow} ${step.id} = ${word}`;
  return `${flow} ${step.id} -> ${to ?? "out"}`;
}
