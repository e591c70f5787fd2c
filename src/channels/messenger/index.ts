import type { Channel, ChannelPolicy, PlatformCall } from "../contract.ts";
import { at, platformId, words } from "../untrusted.ts";
import { createMessengerClient } from "./client.ts";
import { createGraph } from "./graph.ts";
import { parseMessenger } from "./parse.ts";
import { lookUpName } from "./person.ts";
import { messengerPolicy, staffWindowMs } from "./policy.ts";
import { renderPrivateReply, type PrivateReply } from "./private-reply.ts";
import { renderMessenger } from "./render.ts";
import { createRouting, type MessengerRouting } from "./routing.ts";
import { ensureSubscribed, type Subscription } from "./subscription.ts";
import { syncMessenger } from "./sync.ts";
import { createTemplates, type MessengerTemplates } from "./templates.ts";
import { confirmMessenger, verifyMessenger } from "./verify.ts";

export { readDeletionRequest, type DeletionRequest } from "./deletion-request.ts";
export { privateReplyMs } from "./policy.ts";
export { renderUtility, type TemplateState, type UtilityParams } from "./templates.ts";
export { templateFaults, type UtilityTemplate } from "./template-rules.ts";

export type MessengerSettings = {
  pageId: string;
  accessToken: string;
  appSecret: string;
  /** The word typed into Meta's webhook form. */
  verifyToken: string;
  /** Such as https://graph.facebook.com; a version at its end is kept, otherwise ours is added. */
  apiUrl: string;
  /** Our app's id: makes it certain which echoes and threads are ours. */
  appId?: string;
  /** Meta granted the page the Human Agent feature: staff may write for 7 days. */
  humanAgent?: boolean;
  /** false: comments under the page's posts get no private reply. */
  privateReplies?: boolean;
  timeoutMs?: number;
};

/** What a page can do besides receiving and sending. All throw `SendError`. */
export type MessengerApi = {
  templates: MessengerTemplates;
  routing: MessengerRouting;
  ensureSubscribed(): Promise<Subscription>;
  /** A person's name, where Meta tells it. */
  name(person: string): Promise<string | undefined>;
  /** The one private answer to a comment. Pure. */
  privateReply(reply: PrivateReply): PlatformCall;
};

export type MessengerChannel = Channel & { api: MessengerApi; privateReplies: boolean };

/** One Facebook page. */
export function createMessengerChannel(settings: MessengerSettings): MessengerChannel {
  const { pageId, appId } = settings;
  const graph = createGraph(settings);
  return {
    name: "messenger",
    account: pageId,
    policy: policyOf(settings),
    verify: (request) => verifyMessenger(request, settings.appSecret),
    confirm: (query) => confirmMessenger(query, settings.verifyToken),
    parse: (body, now) => parseMessenger(body, settings, now),
    render: (message) => renderMessenger(message, settings),
    send: createMessengerClient(settings, graph),
    async probe(signal) {
      const { body } = await graph.get("me", { fields: "id,name" }, signal);
      return { name: words(at(body, "name"), 200) ?? "", id: platformId(at(body, "id")) ?? "" };
    },
    sync: (options) => syncMessenger(graph, { pageId, appId }, options),
    privateReplies: settings.privateReplies !== false,
    api: {
      templates: createTemplates(graph, pageId),
      routing: createRouting(graph, pageId),
      ensureSubscribed: () => ensureSubscribed(graph, pageId, appId),
      name: (person) => lookUpName(graph, person),
      privateReply: (reply) => renderPrivateReply(reply, settings),
    },
  };
}

/** The page behind a channel of any kind, or undefined when it is none. */
export function messengerPage(channel: Channel | undefined): MessengerChannel | undefined {
  return channel?.name === "messenger" && "api" in channel ? (channel as MessengerChannel) : undefined;
}

function policyOf({ humanAgent }: MessengerSettings): ChannelPolicy {
  return humanAgent ? { ...messengerPolicy, staffWindowMs } : messengerPolicy;
}
