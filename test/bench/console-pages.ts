import { gzipSync } from "node:zlib";
import { unitTree } from "../../src/units/index.ts";
import { startConsoleWorld } from "../kit/console/console-world.ts";
import { nameAt, seedPeople } from "./people.ts";

const many = Number(process.env["BENCH_PEOPLE"] ?? 100_000);
const communes = 160;
const rounds = 15;

/**
 * Server time and weight of the console's pages with 100,000 people in 160 communes and 8,000 cases, for an owner (who sees
 * all) and a commune's secretary. Beside it the sign-in page, which reads nothing.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const world = await startConsoleWorld();
  const { rooms } = world;
  await rooms.units.units.insertMany(Array.from({ length: communes }, (_, at) => [{ _id: `xa-${at}`, kind: "commune-union" as const, name: `Đoàn xã ${at}`, label: `Xã ${at}`, parent: "tinh", aliases: [], order: at, active: true, revision: 1 }, ...Array.from({ length: 25 }, (__, i) => ({ _id: `xa-${at}-thon-${i}`, kind: "branch" as const, name: `Chi đoàn thôn ${i}`, label: `Thôn ${i}`, parent: `xa-${at}`, aliases: [`làng cũ ${i}`], order: i, active: true, revision: 1 }))]).flat());
  await unitTree(rooms.units, { fresh: true });
  await seedPeople(rooms.people, many, communes);
  const now = Date.now();
  for (let from = 0; from < 8000; from += 2000) await rooms.cases.cases.insertMany(Array.from({ length: 2000 }, (_, i) => ({ _id: `c${from + i}`, ref: `HS-${from + i}`, kind: "admission" as const, state: "received", open: i % 2 === 0, commune: `xa-${i % communes}`, branch: `xa-${i % communes}-thon-1`, data: { name: nameAt(i) }, dueAt: now + i, steps: [], notes: [], openedAt: now - i, ...(i % 2 ? { closedAt: now } : {}), revision: 1 })));
  await rooms.clubs.clubs.insertMany(Array.from({ length: communes * 8 }, (_, i) => ({ _id: `clb-${i}`, commune: `xa-${i % communes}`, name: `CLB ${i}`, label: `CLB ${i}`, kind: "sport" as const, leader: "", schedule: "", place: "", description: "", keywords: [], order: i, state: "open" as const, revision: 1 })));
  await world.staff("owner", [{ role: "owner" }]);
  await world.staff("secretary", [{ role: "commune-secretary", unit: "xa-7" }]);

  const paths = ["", "/people", "/people?standing=member&from=18&to=25", "/people?q=nguyen%20thi%20lan", "/people?branch=xa-7-thon-3", "/people/p0000007", "/people/new", "/cases", "/cases?late=1", "/cases?closed=1", "/cases/owing", "/cases/c7", "/clubs", "/units", "/units/xa-7", "/units/xa-7-thon-3", "/units/merge", "/privacy", "/imports", "/staff", "/staff/new", "/audit", "/pages", "/account"];
  const found: { who: string; path: string; p95: number; kilobytes: number }[] = [];
  for (const who of ["owner", "secretary"]) {
    const browser = await world.browse(who);
    for (const path of paths) {
      const times: number[] = [];
      let bytes = 0;
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        const { html, status } = await browser.get(`/console${path}`);
        times.push(performance.now() - start);
        if (status !== 200) throw new Error(`${who} ${path}: ${status}`);
        bytes = gzipSync(html).length;
      }
      times.sort((a, b) => a - b);
      found.push({ who, path: path || "/", p95: Math.round(times[Math.floor(rounds * 0.95) - 1]!), kilobytes: Number((bytes / 1000).toFixed(1)) });
    }
  }
  const empty = await (async () => {
    const stranger = await world.browse();
    const times = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await stranger.get("/console/sign-in");
      times.push(performance.now() - start);
    }
    return Math.round(times.sort((a, b) => a - b)[rounds - 2]!);
  })();
  await world.stop();
  return { people: many, slowest: [...found].sort((a, b) => b.p95 - a.p95).slice(0, 12), heaviest: [...found].sort((a, b) => b.kilobytes - a.kilobytes).slice(0, 4), signInPage: empty, over300ms: found.filter((one) => one.p95 > 300).length };
}
