/** `npm run --silent bench -- NAME`: the last line is one JSON object, each figure beside its baseline of the same run. */
const benches: Record<string, () => Promise<{ bench(): Promise<Record<string, unknown>> }>> = {
  engine: () => import("./engine.ts"),
  webhook: () => import("./webhook.ts"),
  turns: () => import("./turns.ts"),
  outbox: () => import("./outbox.ts"),
  fairness: () => import("./fairness.ts"),
  channels: () => import("./channels.ts"),
  broadcast: () => import("./broadcast.ts"),
  "broadcast-rate": () => import("./broadcast-rate.ts"),
  "people-search": () => import("./people-search.ts"),
  "console-pages": () => import("./console-pages.ts"),
};

const name = process.argv[2] ?? "";
const load = benches[name];
if (!load) {
  process.stderr.write(`Say which: ${Object.keys(benches).join(", ")}\n`);
  process.exit(2);
}
const result = await (await load()).bench();
process.stdout.write(`${JSON.stringify({ bench: name, node: process.version, ...result })}\n`);
process.exit(0);
