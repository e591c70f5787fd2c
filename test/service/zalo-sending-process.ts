import { createInterface } from "node:readline";
import { createZaloChannel } from "../../src/channels/zalo/index.ts";
import { createKeyRing, pageModels } from "../../src/pages/index.ts";
import { createPageTokenStore } from "../../src/service/page-tokens.ts";
import { createZaloTokens } from "../../src/service/zalo-tokens.ts";
import { connectMongo } from "../../src/storage/mongo.ts";
import { connectRedis } from "../../src/storage/redis.ts";

/** One worker process of the test: on `go` it sends at once all it was told to, and prints how that ended. */
const { redisUrl, mongodbUri, database, secret, url, oaId, appId, appSecret, oaSecretKey, first, count } = JSON.parse(process.argv[2]!) as Record<string, string> & { first: number; count: number };
const redis = connectRedis(redisUrl!);
const mongo = await connectMongo(mongodbUri!, { database: database! });
const models = pageModels(mongo, { keys: createKeyRing(undefined, secret!), environment: new Set(), announce: async () => {} });
const alerts: string[] = [];
const tokens = createZaloTokens({ ...createPageTokenStore(models), pages: async () => [], redis, prefix: "sending:", oauthUrl: url!, appId, appSecret, alert: ({ reason }) => void alerts.push(reason) });
const page = `zalo:${oaId!}`;
const channel = createZaloChannel({ appId: appId!, oaId: oaId!, oaSecretKey: oaSecretKey!, apiUrl: url!, accessToken: () => tokens.current(page), refreshed: (stale) => tokens.refreshed(page, stale) });

process.stdout.write("ready\n");
await new Promise((go) => createInterface({ input: process.stdin }).once("line", go));
const ended = await Promise.all(Array.from({ length: count }, async (_, index) => {
  const [call] = channel.render({ id: `m${index}`, to: `${page}:${first + index}`, text: `tin ${first + index}`, urgency: "reply" });
  return channel.send(call!).then(() => "sent", (error: { code?: string }) => error.code ?? "bug");
}));
process.stdout.write(`${JSON.stringify({ ended, alerts })}\n`);
redis.disconnect();
await mongo.close();
process.stdin.destroy();
