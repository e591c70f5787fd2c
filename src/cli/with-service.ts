import { loadConfig, type Config } from "../runtime/config.ts";
import { createLogger } from "../runtime/logger.ts";
import { startNotices } from "../service/notices.ts";
import { openService, type Service } from "../service/service.ts";
import { startScheduler, startWorkers, type Stoppable } from "../service/workers.ts";

/**
 * Opens the service's stores for one command: those of a running service, or its own for as long as the command runs.
 * `work`: when no service runs beside it, the command plays and sends by itself.
 */
export async function withService<Result>(options: { work: boolean }, run: (service: Service, config: Config) => Promise<Result>): Promise<Result> {
  const config = loadConfig();
  const service = await openService(config, createLogger("silent"), { share: true });
  const roles: Stoppable[] = options.work && service.stores.alone ? [await startWorkers(service), await startNotices(service), startScheduler(service)] : [];
  try {
    return await run(service, config);
  } finally {
    for (const role of roles) await role.stop();
    await service.close();
  }
}
