import { webhookAddress } from "../channels/webhook-address.ts";
import { startPollers, type PollTrouble } from "../jobs/poller.ts";
import { clearAlert, raiseAlert } from "../pages/index.ts";
import type { Intake } from "../web/intake.ts";
import { createAccountTrouble } from "./account-trouble.ts";
import type { Service } from "./service.ts";
import type { Stoppable } from "./workers.ts";

/** Fetches for the accounts whose platform has nowhere to send webhooks to: without an https PUBLIC_URL, all that can be polled. */
export function startAccountPollers(service: Service, intake: Intake): Stoppable {
  const { directory, config, stores, lanes, logger } = service;
  return startPollers({
    accounts: () => directory.all().filter((channel) => channel.poll && webhookAddress(config.PUBLIC_URL, channel.name, channel.account) === undefined),
    channel: service.channel,
    intake: ({ events, notes }) => intake(events, notes),
    redis: stores.redis,
    prefix: lanes.prefix,
    logger,
    onTrouble: (trouble) => tellStaff(trouble, service),
  });
}

async function tellStaff({ kind, channel, account, platformCode }: PollTrouble, { pages, logger }: Service): Promise<void> {
  const page = `${channel}:${account}`;
  if (kind === "token-refused") return createAccountTrouble(pages, logger)(page, "token", platformCode);
  if (kind === "over") return void (await clearAlert(pages, page, "other-consumer"));
  const detail = "Another program fetches this bot's messages; they come here again when it ends.";
  await raiseAlert(pages, { page, kind: "other-consumer", severity: "warning", detail }, Date.now());
}
