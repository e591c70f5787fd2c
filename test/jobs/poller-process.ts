import { createTelegramChannel } from "../../src/channels/telegram/index.ts";
import { startPollers } from "../../src/jobs/poller.ts";
import { createLogger } from "../../src/runtime/logger.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { Lanes } from "../../src/storage/lanes/lanes.ts";
import { connectRedis } from "../../src/storage/redis.ts";
import { createIntake } from "../../src/web/intake.ts";

/* One process of a service that polls, for the tests to kill. STALL: it dies of thirst between fetching and taking in. */
const { POLL_REDIS = "", POLL_PREFIX = "", POLL_TOKEN = "", POLL_API = "", POLL_LEASE = "", POLL_STALL } = process.env;
const redis = connectRedis(POLL_REDIS);
const channel = createTelegramChannel({ token: POLL_TOKEN, webhookSecret: "s", apiUrl: POLL_API });
const intake = createIntake(new Lanes(redis, POLL_PREFIX), createMetrics(), 0);
startPollers({
  accounts: () => [channel],
  channel: () => channel,
  async intake({ events }) {
    if (POLL_STALL) {
      process.stdout.write(`fetched ${events.length}\n`);
      await new Promise(() => {});
    }
    await intake(events);
    process.stdout.write(`took ${events.length}\n`);
  },
  redis,
  prefix: POLL_PREFIX,
  logger: createLogger("silent"),
  leaseMs: Number(POLL_LEASE),
});
