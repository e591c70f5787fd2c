import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SparseVector } from "./sparse-vector.ts";

/** What was learned from the same phrases before, by a name that only the same phrases have. */
export type KeptLearning = { read(name: string): Float32Array | undefined; write(name: string, numbers: Float32Array): void };

const most = 8;

/**
 * Keeps what was learned in files under `folder`: learning takes half a second of a core, which every process that starts would take from those at work.
 * Where the folder cannot be read or written, all is learned each time.
 */
export function keepLearning(folder: string): KeptLearning {
  return {
    read(name) {
      try {
        const bytes = readFileSync(join(folder, name));
        return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
      } catch {
        return undefined;
      }
    },
    write(name, numbers) {
      try {
        mkdirSync(folder, { recursive: true });
        forgetOld(folder);
        // Whole or not at all: another process may be reading.
        const half = join(folder, `half-${randomBytes(6).toString("hex")}`);
        writeFileSync(half, Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength), { flush: true });
        renameSync(half, join(folder, name));
      } catch {
        // a read-only installation learns each time
      }
    },
  };
}

function forgetOld(folder: string): void {
  const files = readdirSync(folder).map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }));
  for (const { path } of files.sort((a, b) => b.at - a.at).slice(most - 1)) rmSync(path, { force: true });
}

/** The name of what these examples teach. `rules`: whatever else the outcome depends on. */
export function nameOfLearning(vectors: SparseVector[], labels: number[], rules: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(rules)).update(Uint32Array.from(labels));
  for (const { indexes, weights } of vectors) hash.update(Uint32Array.of(indexes.length)).update(indexes).update(weights);
  return hash.digest("hex").slice(0, 32);
}
