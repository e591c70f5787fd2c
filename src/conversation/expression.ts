import { Environment, type ASTNode } from "@marcbachmann/cel-js";
import type { Expression } from "./definition.ts";

const limits = { maxAstNodes: 500, maxDepth: 24, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 8 };
const plain = new Environment({ homogeneousAggregateLiterals: false, limits }).registerVariable("vars", "map").registerVariable("contact", "map");
const withAnswer = plain.clone().registerVariable("value", "dyn");

/** What a missing field reads as: the first that lets the rest of the expression work. */
const fillers: unknown[] = [null, false, "", 0, []];

/**
 * Compiles CEL. `answer`: `value` is in scope; `condition`: the result has to be true or false.
 * Throws an Error whose message is one plain sentence part ("unknown variable: foo").
 */
export function compileExpression(source: string, use: { answer?: boolean; condition?: boolean } = {}): Expression {
  const parsed = (use.answer ? withAnswer : plain).parse(source);
  const checked = parsed.check();
  if (!checked.valid) throw checked.error ?? new Error("does not fit together");
  if (use.condition && checked.type !== "bool" && checked.type !== "dyn") throw new Error(`gives ${checked.type}, not true or false`);
  const reads = fieldsRead(parsed.ast);
  return { source, reads, evaluate: (scope) => evaluateTolerantly(parsed, scope, reads) };
}

/** One line of a CEL error, without the drawing under it. */
export function expressionSentence(error: unknown): string {
  const summary = (error as { summary?: unknown }).summary;
  return typeof summary === "string" ? summary : String((error as Error).message).split("\n")[0]!;
}

/** CEL refuses a missing field; authors mean "not given". Only that error is forgiven, and only on this slow road. */
function evaluateTolerantly(run: (scope: Record<string, unknown>) => unknown, scope: Record<string, unknown>, reads: readonly (readonly string[])[]): unknown {
  try {
    return run(scope);
  } catch (error) {
    if ((error as { code?: string }).code !== "no_such_key") throw error;
    for (const filler of fillers) {
      try {
        return run(filled(scope, reads, filler));
      } catch {
        continue;
      }
    }
    throw error;
  }
}

function filled(scope: Record<string, unknown>, reads: readonly (readonly string[])[], filler: unknown): Record<string, unknown> {
  const copy = { ...scope };
  for (const path of reads) fill(copy, path, filler);
  return copy;
}

function fill(parent: Record<string, unknown>, path: readonly string[], filler: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  const held = Object.hasOwn(parent, name) ? parent[name] : undefined;
  if (rest.length === 0) {
    if (held === undefined) parent[name] = filler;
  } else if (held === undefined || held === null) {
    fill((parent[name] = {}) as Record<string, unknown>, rest, filler);
  } else if (typeof held === "object" && !Array.isArray(held)) {
    const copy = (parent[name] = { ...held });
    fill(copy as Record<string, unknown>, rest, filler);
  }
}

/** Fields outside `has(...)`, longest first so that `vars.a.b` makes `vars.a` before `vars.a` alone is filled. */
function fieldsRead(ast: ASTNode): string[][] {
  const found = new Map<string, string[]>();
  visit(ast, found);
  return [...found.values()].sort((a, b) => b.length - a.length);
}

function visit(node: ASTNode, found: Map<string, string[]>): void {
  const path = pathOf(node);
  if (path) {
    found.set(path.join("."), path);
    return;
  }
  const parts = node.args as unknown;
  if (node.op === "call" && Array.isArray(parts) && parts[0] === "has") return;
  for (const part of [parts].flat(3)) if (isNode(part)) visit(part, found);
}

function pathOf(node: ASTNode): string[] | undefined {
  if (node.op === "id") return node.args === "vars" || node.args === "contact" ? [node.args] : undefined;
  if (node.op !== "." && node.op !== "[]") return undefined;
  const [left, right] = node.args as [ASTNode, unknown];
  const name = isNode(right) && right.op === "value" ? right.args : right;
  const before = typeof name === "string" ? pathOf(left) : undefined;
  return before && [...before, name as string];
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === "object" && part !== null && "op" in part;
}
