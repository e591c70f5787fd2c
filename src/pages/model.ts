import { Schema, type Connection, type Model } from "mongoose";
import type { ChannelName } from "../core/channel-name.ts";
import type { Json } from "../core/json.ts";
import type { SendErrorCode } from "../core/send-error.ts";
import type { KeyRing } from "./key-ring.ts";

export type PageState = "on" | "stopped" | "disconnected";

/** One account of one channel that this installation serves: an Official Account, a bot, a Facebook page, a web chat. */
export type Page = {
  /** `channel:account`, the front of its people's contact ids. */
  _id: string;
  channel: ChannelName;
  /** The platform's own id of it. */
  account: string;
  unit: string;
  name: string;
  state: PageState;
  /** Why it is stopped: the platform refuses its credentials, a human has to act. */
  stoppedFor?: { code: SendErrorCode; platformCode?: string };
  /** Since when it is in this state. */
  since: number;
  /** What is no secret: application id, allowed websites, its own rate, a budget for billed messages. */
  settings: Record<string, Json>;
  /** Name of a secret to its sealed value, see seal.ts. */
  secrets: Record<string, string>;
  /** When its credentials die unless renewed. */
  tokenExpiresAt?: number;
  /** Set on accounts of the installation's settings: digests of what stood there when this document was made from them. */
  fromEnvironment?: EnvironmentMark;
  /** Rises with every change. */
  revision: number;
  createdAt: number;
  updatedAt: number;
};

/** `tokens`: of what is renewed here, so that a renewed token is only replaced when somebody put another one into the settings. */
export type EnvironmentMark = { fixed: string; tokens: string };

/** What staff must see about one account; `_id` is `page|kind`. */
export type PageAlert = {
  _id: string;
  page: string;
  kind: string;
  severity: "info" | "warning" | "alert";
  since: number;
  lastAt: number;
  count: number;
  detail?: string;
};

export type PagePorts = {
  keys: KeyRing;
  /** Ids of the accounts the settings of this installation name. */
  environment: ReadonlySet<string>;
  /** Tells the other processes that this page is not what it was. */
  announce(page: string): Promise<void>;
};

export type PageModels = PagePorts & { pages: Model<Page>; alerts: Model<PageAlert> };

export function pageModels(connection: Connection, ports: PagePorts): PageModels {
  const { Mixed } = Schema.Types;
  const page = new Schema<Page>(
    {
      _id: String, channel: String, account: String, unit: String, name: String, state: String, stoppedFor: Mixed, since: Number, settings: Mixed,
      secrets: Mixed, tokenExpiresAt: Number, fromEnvironment: Mixed, revision: Number, createdAt: Number, updatedAt: Number,
    },
    { versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
  );
  const alert = new Schema<PageAlert>(
    { _id: String, page: String, kind: String, severity: String, since: Number, lastAt: Number, count: Number, detail: String },
    { versionKey: false, autoIndex: false, autoCreate: false },
  );
  return { ...ports, pages: connection.model<Page>("pages", page, "pages"), alerts: connection.model<PageAlert>("page-alerts", alert, "page-alerts") };
}

/** The id of an account's document. */
export function pageId(channel: ChannelName, account: string): string {
  return `${channel}:${account}`;
}

/** Somebody else changed the page in between. */
export class PageChanged extends Error {
  override name = "PageChanged";
}

/** The caller's mistake, in one sentence. */
export class PageMistake extends Error {
  override name = "PageMistake";
}
