import express from "express";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { fixedAccounts } from "../../src/channels/accounts.ts";
import { createChannels } from "../../src/channels/registry.ts";
import { loadConfig } from "../../src/runtime/config.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { Lanes } from "../../src/storage/lanes/lanes.ts";
import { LastEvents } from "../../src/storage/last-events.ts";
import { connectRedis, keyPrefix } from "../../src/storage/redis.ts";
import { createIntake } from "../../src/web/intake.ts";
import { webhookRoutes } from "../../src/web/webhooks.ts";

/** The web role's webhook routes as they are in the service; no worker takes the events. */
const config = loadConfig(process.env);
const { channels } = createChannels(config, { mailbox: { append: async () => {} } });
const metrics = createMetrics();
const redis = connectRedis(config.REDIS_URL!);
const intake = createIntake(new Lanes(redis, keyPrefix), metrics, config.REORDER_WINDOW_MS, new LastEvents(redis, keyPrefix));
const app = express();
app.disable("x-powered-by");
app.use("/webhooks", webhookRoutes({ accounts: fixedAccounts(channels), intake, metrics, logger: pino({ level: "silent" }) }));
const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
