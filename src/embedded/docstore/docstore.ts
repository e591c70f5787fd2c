import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { runEngine, type EngineKind } from "../engine.ts";
import { EngineStartError } from "../engine-error.ts";

/**
 * Starts the private document store (the MongoDB wire protocol) with its file in `dataDir/docstore`.
 * @returns its address with the name of the service's database, and how to stop it
 * @throws EngineStartError when it was not built, Java is missing, or it does not start
 */
export async function startDocstore(options: { dataDir: string; log: (line: string) => void }): Promise<{ uri: string; stop(): Promise<void> }> {
  const engine = await runEngine(docstore, options.dataDir, options.log);
  return { uri: `mongodb://127.0.0.1:${engine.port}/cau-noi`, stop: engine.stop };
}

const docstore: EngineKind = {
  name: "docstore",
  launch(folder, port) {
    const built = builtFolder();
    // Serial collection and the class archive: it answers after 0.2 s. The plain compiler: the other one took half a core for minutes, from
    // everybody else, and won nothing here. A find of all of 200,000 documents fits into 384 MB.
    const archive = `-XX:SharedArchiveFile=${join(built, "classes.jsa")}`;
    const flags = ["-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Xshare:auto", archive];
    const args = [...flags, "-jar", join(built, "docstore.jar"), join(folder, "documents.store"), String(port)];
    // Its input is a pipe from us that says nothing: when it ends, we are gone, and the store closes its file and ends.
    return spawn("java", args, { cwd: folder, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  },
  answers(child) {
    return new Promise((resolve) => {
      createInterface({ input: child.stdout! }).on("line", (line) => line.startsWith("ready ") && resolve());
    });
  },
};

/** Where the set-up step put the newest build. */
function builtFolder(): string {
  const target = join(import.meta.dirname, "target");
  const ready = join(target, "ready");
  const folder = existsSync(ready) ? join(target, readFileSync(ready, "utf8").trim()) : target;
  if (!existsSync(join(folder, "docstore.jar"))) {
    throw new EngineStartError("docstore", "The document store is not built yet: run `node src/setup.mjs` first.");
  }
  return folder;
}
