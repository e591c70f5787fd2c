// First, as far as a build keeps the order.
import { startedUp } from "./runtime/starting.ts";
import { ConfigError, checkConfig, loadConfig, readEnvironment, type Config } from "./runtime/config.ts";
import { createLogger, type Logger } from "./runtime/logger.ts";
import { openService, type Service } from "./service/service.ts";
import { answerParent, hasParent, startNoticeProcess } from "./service/notice-process.ts";
import { startNotices } from "./service/notices.ts";
import { startScheduler, startWorkers, type Stoppable } from "./service/workers.ts";
import { greeting } from "./service/greeting.ts";
import { inBackground } from "./runtime/give-way.ts";

/** After this long a stop no longer waits for what hangs. */
const longestStopMs = 25_000;
/** Longer than a send takes; without the worker the stores may be gone too, and with them whoever could be told. */
const longestAloneMs = 12_000;

async function main(): Promise<void> {
  const environment = readEnvironment();
  const config = loadConfig(environment);
  const logger = createLogger(config.LOG_LEVEL);
  for (const fault of checkConfig(environment).faults) logger.warn(fault.sentence);

  const service = await openService(config, logger);
  const running = await startRoles(service, config).catch(async (error: unknown) => {
    await service.close();
    throw error;
  });
  const ownerLink = running.url ? await (await import("./service/console.ts")).firstOwnerLink(service, config.PUBLIC_URL ?? running.url) : undefined;
  // Notices are nobody's answer: whoever waits for one goes first.
  startedUp(config.ROLES.every((role) => role === "notices") ? inBackground : 0);
  const stop = stopOnSignal(service, running.roles, logger);
  if (hasParent) answerParent(service, () => stop("the worker is gone", longestAloneMs));
  else process.stdout.write(`${greeting(service, running.url, ownerLink)}\n`);
}

/** Workers before the web, so that the first message finds somebody; they stop in reverse. */
async function startRoles(service: Service, config: Config): Promise<{ roles: Stoppable[]; url?: string }> {
  const roles: Stoppable[] = [];
  try {
    if (config.ROLES.includes("notices")) roles.push(await startNotices(service));
    if (config.ROLES.includes("worker")) roles.push(await startWorkers(service));
    if (config.ROLES.includes("scheduler")) roles.push(startScheduler(service));
    // Pages and what draws them are a good part of a process's memory: one that only sends does without.
    const web = config.ROLES.includes("web") ? await (await import("./service/web.ts")).startWeb(service) : undefined;
    if (web) roles.push(web);
    // After all the rest: two processes that start at once would take both cores of a small machine.
    if (config.ROLES.includes("worker") && !config.ROLES.includes("notices")) roles.push(startNoticeProcess(service));
    return { roles, ...(web ? { url: web.url } : {}) };
  } catch (error) {
    // Their connections must not outlive the stores: the reason would drown in complaints about them.
    for (const role of roles.reverse()) await role.stop();
    throw error;
  }
}

/** Returns how to stop for another reason. */
function stopOnSignal(service: Service, roles: Stoppable[], logger: Logger): (reason: string, longestMs?: number) => void {
  let stopping = false;
  const stop = async (reason: string, longestMs = longestStopMs): Promise<void> => {
    if (stopping) return;
    stopping = true;
    service.stopping = true;
    logger.info({ reason }, "stopping");
    setTimeout(() => process.exit(1), longestMs).unref();
    for (const role of roles.reverse()) await role.stop();
    await service.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(signal));
  // npm that is killed outright tells nobody; without it the service would keep the port for ever.
  const parent = process.ppid;
  if (process.env["npm_lifecycle_event"]) setInterval(() => process.ppid !== parent && void stop("npm is gone"), 300).unref();
  return (reason, longestMs) => void stop(reason, longestMs);
}

try {
  await main();
} catch (error) {
  const known = error instanceof ConfigError || (error instanceof Error && ["DataDirInUseError", "EngineStartError", "FlowChanged", "FlowsBroken", "PortInUse", "StoreUnreachable"].includes(error.name));
  process.stderr.write(known ? `${(error as Error).message}\n` : `${(error as Error)?.stack ?? String(error)}\n`);
  process.exit(1);
}
