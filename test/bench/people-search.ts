import { findPeople, peopleModels } from "../../src/people/index.ts";
import { fold } from "../../src/lib/vietnamese/index.ts";
import { within } from "../../src/staff/index.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { startEngines } from "../kit/engines.ts";
import { nameAt, phoneAt, seedPeople } from "./people.ts";

const many = Number(process.env["BENCH_PEOPLE"] ?? 200_000);
const communes = 160;
const rounds = 300;
/** The word most names begin with and other hard cases stand among the rest. */
const hard = ["nguyen", "nguyen thi", "Nguyễn Thị", "n", "thi", "Lan", "lan", "thị lan", "nguyen van an", "zzz", "0912", "0901", "5678"];

type Case = { text: string; of: "whole" | "commune" };

/**
 * Search among 200,000 people on the embedded store: over the whole installation and within one commune, with and without
 * diacritics, by full names, given names, middles, phones, their last digits, and what half of all are called. Beside it
 * one read by id of the same store in the same run.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const engines = await startEngines({ docstore: true });
  const connection = await connectMongo(engines.mongodbUri, { database: "people-search" });
  const models = peopleModels(connection);
  await models.people.createIndexes();
  const seeding = performance.now();
  await seedPeople(models, many, communes);
  const seededSeconds = Math.round((performance.now() - seeding) / 1000);

  const scopes = { whole: within({ all: true, communes: [], branches: [], clubs: [], units: new Set() }), commune: within({ all: false, communes: ["xa-7"], branches: [], clubs: [], units: new Set() }) };
  const texts = (fold_: boolean): string[] =>
    Array.from({ length: rounds }, (_, i) => {
      const at = (i * 7919) % many;
      const name = nameAt(at);
      const words = name.split(" ");
      const wanted = [name, words.at(-1)!, words.slice(-2).join(" "), words.slice(0, 2).join(" "), phoneAt(at).replace("+84", "0"), phoneAt(at).slice(-4), `${words[0]} ${words.at(-1)!.slice(0, 2)}`, name.slice(0, 6)][i % 8]!;
      return fold_ ? fold(wanted) : wanted;
    });
  const run = async (cases: Case[]): Promise<number[]> => {
    const times: number[] = [];
    for (const { text, of } of cases) {
      const start = performance.now();
      await findPeople(models, { within: scopes[of], text }, { limit: 50, now: Date.now() });
      times.push(performance.now() - start);
    }
    return times;
  };
  const both = (list: string[]): Case[] => list.flatMap((text) => [{ text, of: "whole" as const }, { text, of: "commune" as const }]);
  await run(both(texts(true).slice(0, 40)));
  const [withMarks, without, hardest] = [await run(both(texts(false))), await run(both(texts(true))), await run(both([...hard, ...hard, ...hard]))];
  const byId: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    await models.people.findById(`p${String((i * 7919) % many).padStart(7, "0")}`).lean();
    byId.push(performance.now() - start);
  }
  const slowest = (await Promise.all(both(hard).map(async (one) => ({ ...one, ms: Math.round((await run([one]))[0]!) })))).sort((a, b) => b.ms - a.ms).slice(0, 3);
  await connection.close();
  await engines.stop();
  return { people: many, seededSeconds, withDiacritics: figures(withMarks), without: figures(without), hardest: figures(hardest), readById: figures(byId), p95OverReadById: Number((percentile(without, 95) / percentile(byId, 95)).toFixed(1)), slowest };
}

const percentile = (values: number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor((values.length * share) / 100))]!;
const figures = (values: number[]) => ({ p50: Number(percentile(values, 50).toFixed(1)), p95: Number(percentile(values, 95).toFixed(1)), max: Number(percentile(values, 100).toFixed(1)) });
