import type { SyncOptions } from "../contract.ts";
import type { Graph } from "./graph.ts";
import { messengerProfile } from "./profile.ts";
import { ensureSubscribed } from "./subscription.ts";

export type SyncPage = { pageId: string; appId?: string | undefined };

/** Brings the page's profile and subscription to what they should be; safe to repeat, two or a few calls. Throws `SendError`. */
export async function syncMessenger(graph: Graph, { pageId, appId }: SyncPage, options: SyncOptions): Promise<string[]> {
  const { body, shortened } = messengerProfile(options);
  await graph.post(`${pageId}/messenger_profile`, body);
  const done = Object.keys(body).map((field) => field.replaceAll("_", " ")).join(", ");
  const { fields, templates, changed } = await ensureSubscribed(graph, pageId, appId);
  return [
    `The page's profile is set: ${done}. Menus can take a day to show.`,
    ...shortened,
    changed ? `The page was subscribed to ${fields.length} kinds of webhooks, and the subscription stands.` : `The subscription to ${fields.length} kinds of webhooks stands.`,
    ...(templates ? [] : ["The page does not tell of template states: look at them with `messenger templates list`."]),
    ...(appId ? [] : ["Set the app's id: without it, another app that answers on the page is told from this one by its messages only."]),
    options.publicUrl
      ? `By hand, once: enter ${options.publicUrl}/webhooks/messenger with the verify token in the app's Messenger settings, and ${options.publicUrl}/webhooks/messenger/deletion as the data deletion callback.`
      : "By hand, once: set PUBLIC_URL and enter its /webhooks/messenger in the app's Messenger settings.",
    "By hand, once: switch off instant and away replies in the page's inbox, which look like words of staff and silence the bot.",
  ];
}
