import type { ChannelName } from "../core/channel-name.ts";
import type { Config } from "../runtime/config.ts";

/** The settings that name the first account of each platform, and the addresses of the platforms. */
export type ChannelSettings = Pick<Config, Extract<keyof Config, `ZALO_${string}` | `MESSENGER_${string}` | `TELEGRAM_${string}`>>;
type SettingName = keyof ChannelSettings;

/** One thing an account is made of. `setting`: the environment's name of it; `help`: what it is and where to find it. */
export type AccountField = { name: string; secret: boolean; needed: boolean; setting?: SettingName; help: string };

const secret = (name: string, help: string, setting?: SettingName, needed = true): AccountField => ({ name, secret: true, needed, help, ...(setting ? { setting } : {}) });
const plain = (name: string, help: string, setting?: SettingName, needed = true): AccountField => ({ name, secret: false, needed, help, ...(setting ? { setting } : {}) });

/** What may be set for any account. */
const common: AccountField[] = [
  plain("perSecond", "Notices a second, when less than the platform allows.", undefined, false),
  plain("monthlyBudget", "What billed messages may cost in a month, VND; none are sent without it.", undefined, false),
];

/** What each kind of account is made of, the needed fields first. */
export const accountFields: Record<ChannelName, AccountField[]> = {
  zalo: [
    plain("appId", "Id of the Zalo app: developers.zalo.me, your app, Settings.", "ZALO_APP_ID"),
    plain("oaId", "Id of the Official Account: oa.zalo.me, account information.", "ZALO_OA_ID"),
    secret("oaSecretKey", "OA Secret Key (not the app secret): developers.zalo.me, your app, Webhook.", "ZALO_OA_SECRET_KEY"),
    secret("accessToken", "OA access token: developers.zalo.me, Tools, API Explorer, or `zalo connect`.", "ZALO_ACCESS_TOKEN"),
    secret("refreshToken", "OA refresh token, shown with the access token; works once, so nobody else may use it.", "ZALO_REFRESH_TOKEN", false),
    plain("paidPrice", "VND of one billed message, where the package has another price.", undefined, false),
    plain("templatePrice", "VND of one template by user id, as agreed with Zalo; without it none is sent.", undefined, false),
    plain("templatePhonePrice", "VND of one template by phone number; without it none is sent.", undefined, false),
    ...common,
  ],
  "zalo-bot": [
    secret("token", "Token that Zalo Bot Manager sent you in Zalo: 123456:ABC...", "ZALO_BOT_TOKEN"),
    secret("webhookSecret", "8 to 256 characters of your own for the webhook; made up when left out.", "ZALO_BOT_WEBHOOK_SECRET"),
    ...common,
  ],
  messenger: [
    plain("pageId", "Id of the Facebook page: the page, About, Page transparency.", "MESSENGER_PAGE_ID"),
    secret("accessToken", "Page access token: developers.facebook.com, your app, Messenger, API settings.", "MESSENGER_PAGE_ACCESS_TOKEN"),
    secret("appSecret", "App secret: developers.facebook.com, your app, Settings, Basic.", "MESSENGER_APP_SECRET"),
    secret("verifyToken", "The word typed into Meta's webhook form, of your own.", "MESSENGER_VERIFY_TOKEN"),
    plain("appId", "App id: developers.facebook.com, your app; tells our own messages from staff's.", "MESSENGER_APP_ID", false),
    plain("humanAgent", "yes when Meta granted the Human Agent feature: staff may write for 7 days.", undefined, false),
    plain("privateReplies", "no: comments under posts get no private reply.", undefined, false),
    ...common,
  ],
  telegram: [
    secret("token", "Token from @BotFather: 123456:ABC...", "TELEGRAM_BOT_TOKEN"),
    secret("webhookSecret", "1 to 256 of A-Z a-z 0-9 _ - for the webhook; made up when left out.", "TELEGRAM_WEBHOOK_SECRET"),
    ...common,
  ],
  webchat: [
    plain("account", "A short id of your own, letters, digits and -; it stands in the website's code."),
    plain("origins", "Websites that may show it, with spaces between: https://doanxa.example.vn https://..."),
    ...common,
  ],
};

/** The platform's own id of the account these values belong to; undefined when they do not hold one. */
export function accountIdOf(channel: ChannelName, values: Record<string, string | undefined>): string | undefined {
  const id = {
    zalo: values["oaId"],
    "zalo-bot": beforeColon(values["token"]),
    messenger: values["pageId"],
    telegram: /^\d+$/.exec(beforeColon(values["token"]) ?? "")?.[0],
    webchat: values["account"],
  }[channel];
  return id !== undefined && /^[\w.-]{1,128}$/.test(id) ? id : undefined;
}

/** Of `123456:ABC...`. Without a colon it is no such token, and taking all of it for an id would show a secret in every list. */
function beforeColon(token: string | undefined): string | undefined {
  return /^([\w-]+):\S/.exec(token ?? "")?.[1];
}
