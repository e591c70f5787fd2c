import { readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inBackground } from "../../src/runtime/give-way.ts";
import { freePort } from "../kit/free-port.ts";
import { startServiceProcess, type ServiceProcess } from "../kit/service-process.ts";
import { until } from "../kit/until.ts";

let service: ServiceProcess;
beforeAll(async () => void (service = await startServiceProcess({}, await freePort())), 60_000);
afterAll(() => service.dispose());

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
};
const noticesOf = (pid: number): number | undefined =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number).find((child) => commandOf(child).includes("main.mjs"));
/** At work it has a lower priority than its worker, and a higher one than while it started. */
const isAtWork = (pid: number): boolean => getPriority(pid) === inBackground;
const sender = (): Promise<number> => until("notices have a process", async () => {
  const pid = noticesOf(service.pid());
  return pid !== undefined && isAtWork(pid) ? pid : undefined;
}, 30_000);
const metrics = async (): Promise<string> => (await fetch(`${service.url}/metrics`)).text();

it("is started again when it dies, counts with its worker, and goes with it", async () => {
  const first = await sender();
  process.kill(first, "SIGKILL");
  await until("it is gone", async () => noticesOf(service.pid()) !== first);
  const second = await sender();
  // Its own counters come beside the worker's, the figures of its process do not.
  const own = await until("it counts", async () => {
    const text = await metrics();
    return text.includes("cau_noi_turns_total 0") ? text : undefined;
  });
  expect(own.match(/^process_resident_memory_bytes /gm)).toHaveLength(1);
  await service.kill9();
  await until("it has gone after its worker", async () => commandOf(second) === "", 20_000);
  await service.start();
  const third = await sender();
  expect(await service.stop()).toBe(0);
  expect(commandOf(third)).toBe("");
}, 90_000);
