import { SendError } from "../../core/send-error.ts";
import { at, list, platformId } from "../untrusted.ts";
import type { Graph } from "./graph.ts";

/**
 * What the page tells us (§1.2). Not `response_feedback`: subscribing shows thumbs under every message. Not `message_edits` and the marketing
 * fields: nothing is done with them.
 */
export const subscribedFields = [
  "messages", "messaging_postbacks", "message_deliveries", "message_reads", "message_echoes", "message_reactions", "messaging_referrals", "messaging_optins", "messaging_feedback",
  "messaging_handovers", "standby", "messaging_policy_enforcement", "feed",
] as const;

/** Meta's pages spell the field of template states in two ways; a page takes one of them. */
export const templateFields = ["message_template_status_update", "messenger_template_status_update"] as const;

/** `templates`: the field that tells of templates, undefined when the page knows neither spelling. */
export type Subscription = { fields: string[]; templates?: string; changed: boolean };

/**
 * Installs our app on the page, or again after Meta removed it (an hour of failing webhooks is enough, §1.4), and asks whether it stands. Safe to
 * repeat. Throws `SendError`; "token" with `not-subscribed` when Meta said yes and still does not list us.
 */
export async function ensureSubscribed(graph: Graph, pageId: string, appId?: string): Promise<Subscription> {
  const before = await standing(graph, pageId, appId);
  if (isComplete(before)) return result(before, false);
  await subscribe(graph, pageId);
  const after = await standing(graph, pageId, appId);
  if (!subscribedFields.every((field) => after.includes(field))) throw new SendError("token", { platformCode: "not-subscribed" });
  return result(after, true);
}

async function subscribe(graph: Graph, pageId: string): Promise<void> {
  const post = (fields: readonly string[]) => graph.post(`${pageId}/subscribed_apps`, { subscribed_fields: fields.join(",") });
  for (const field of templateFields) {
    try {
      await post([...subscribedFields, field]);
      return;
    } catch (error) {
      // A field the page does not know is a bad parameter; everything else is not about the field.
      if (!(error instanceof SendError) || error.code !== "bad-content") throw error;
    }
  }
  await post(subscribedFields);
}

/** The fields our app is installed with. Without our id: those of the app that has most of them. */
async function standing(graph: Graph, pageId: string, appId: string | undefined): Promise<string[]> {
  const { body } = await graph.get(`${pageId}/subscribed_apps`, { fields: "id,subscribed_fields" });
  const apps = list(at(body, "data")).filter((app) => appId === undefined || platformId(at(app, "id")) === appId);
  const installed = apps.map((app) => list(at(app, "subscribed_fields")).map(nameOf));
  return installed.sort((a, b) => b.length - a.length)[0] ?? [];
}

/** A text, in older answers an object with a name. */
function nameOf(field: unknown): string {
  return String(typeof field === "string" ? field : at(field, "name"));
}

function isComplete(fields: string[]): boolean {
  return subscribedFields.every((field) => fields.includes(field)) && templateFields.some((field) => fields.includes(field));
}

function result(fields: string[], changed: boolean): Subscription {
  const templates = templateFields.find((field) => fields.includes(field));
  return { fields, ...(templates ? { templates } : {}), changed };
}
