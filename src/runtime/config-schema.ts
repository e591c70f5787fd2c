import { z } from "zod";

/** What one setting means, for `config check` and the README; the key is the environment variable. */
type Setting = { schema: z.ZodType; help: string; secret?: true; /** The default as it is written, where that differs from the value. */ fallback?: string };

const text = z.string().trim().min(1);
const optionalText = text.optional();
const url = z.url({ protocol: /^https?$/, error: "must be an http(s) address" }).transform((value) => value.replace(/\/+$/, ""));
const wholeNumber = (fallback: number, least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error }).default(fallback);
};
const milliseconds = (fallback: string) =>
  z.string().default(fallback).transform((value, context) => {
    const match = /^(\d+)(s|m|h|d)$/.exec(value.trim());
    if (!match) {
      context.addIssue({ code: "custom", message: "must be a number followed by s, m, h or d, such as 30m" });
      return z.NEVER;
    }
    return Number(match[1]) * { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match[2] as "s" | "m" | "h" | "d"];
  });
const durations = (fallback: string) =>
  z.string().default(fallback).transform((value, context) => {
    const parsed = value.split(",").map((part) => milliseconds("0s").safeParse(part));
    if (parsed.some((part) => !part.success)) {
      context.addIssue({ code: "custom", message: "must be durations such as 24h,2h" });
      return z.NEVER;
    }
    return parsed.map((part) => part.data as number);
  });
const listOf = (one: RegExp, sentence: string) =>
  z.string().default("").transform((value, context) => {
    const parts = value.split(",").map((part) => part.trim().toLowerCase()).filter(Boolean);
    if (parts.some((part) => !one.test(part))) {
      context.addIssue({ code: "custom", message: sentence });
      return z.NEVER;
    }
    return parts;
  });
const hostPatterns = listOf(/^(\*\.)?([a-z0-9-]+\.)+[a-z][a-z0-9-]*$/, "must be host names such as files.example.vn,*.example.vn");
const hostsWithPort = listOf(/^([a-z0-9.-]+|\[[0-9a-f:.]+\]):\d{1,5}$/, "must be host:port pairs such as 127.0.0.1:9000");
const zaloCodes = z.string().default("").transform((value) => value.split(",").map((part) => part.trim()).filter(Boolean)).refine((codes) => codes.every((code) => /^[\w-]{1,100}$/.test(code)), "must be codes of letters and digits, separated by commas");
const timeZone = z.string().refine((value) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
}, "must be a time zone name such as Asia/Ho_Chi_Minh");
const roleNames = ["web", "worker", "scheduler", "notices"] as const;
export type Role = (typeof roleNames)[number];
const roles = z.string().default("web,worker,scheduler").transform((value, context) => {
  const wanted = value.split(",").map((part) => part.trim()).filter(Boolean);
  const wrong = wanted.find((part) => !roleNames.includes(part as Role));
  if (wrong !== undefined || wanted.length === 0) {
    context.addIssue({ code: "custom", message: `must be some of ${roleNames.join(", ")}` });
    return z.NEVER;
  }
  return wanted as Role[];
});

const quietHours = z.string().default("21:30-06:30").transform((value, context) => {
  const hours = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(value.trim());
  if (value.trim() === "off") return { from: "00:00", to: "00:00" };
  if (hours) return { from: `${hours[1]}:${hours[2]}`, to: `${hours[3]}:${hours[4]}` };
  context.addIssue({ code: "custom", message: "must be hours such as 21:30-06:30, or off" });
  return z.NEVER;
});

const encryptionKeys = z.string().optional().transform((value, context) => {
  if (value === undefined) return undefined;
  const keys = value.split(",").map((one) => /^\s*([\w-]{1,32}):([A-Za-z0-9+/_-]{43}=?)\s*$/.exec(one)).map((found) => found && { id: found[1]!, key: found[2]! });
  const ids = keys.map((key) => key?.id);
  if (keys.includes(null) || new Set(ids).size < ids.length || ids.includes("s")) {
    context.addIssue({ code: "custom", message: "must be id:base64-of-32-bytes, more of them after commas; each id once, of letters, digits, _ and -, and not s" });
    return z.NEVER;
  }
  return keys as { id: string; key: string }[];
});

/** Every setting there is: default, check and help in one place. Names are a contract with installations. */
export const settings = {
  PORT: { schema: wholeNumber(8080, 0, 65535), help: "Port the service listens on." },
  HOST: { schema: text.default("127.0.0.1"), help: "Address it listens on; 0.0.0.0 behind a proxy or in a container." },
  PUBLIC_URL: { schema: url.optional(), help: "Address people and platforms reach it at, such as https://bot.example.vn." },
  DATA_DIR: { schema: text.default("./data"), help: "Folder of the embedded engines' data." },
  MONGODB_URI: { schema: optionalText, help: "MongoDB to use; without it an embedded store is started.", secret: true },
  REDIS_URL: { schema: optionalText, help: "Redis to use; without it an embedded one is started.", secret: true },
  SECRET_KEY: { schema: z.string().min(32, "must have at least 32 characters").optional(), help: "Signs cookies and codes; made and kept in DATA_DIR when absent.", secret: true },
  ENCRYPTION_KEYS: { schema: encryptionKeys, help: "Keys that seal the accounts' secrets, id:base64 of 32 bytes, the current one first, older ones behind it with commas; without it one is made from SECRET_KEY.", secret: true },
  ROLES: { schema: roles, help: "What this process does: web, worker, scheduler. A worker has its notices sent by a process of its own; notices alone is such a process." },
  LOG_LEVEL: { schema: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"), help: "How much is logged." },
  DEFAULT_LOCALE: { schema: z.enum(["vi", "en"]).default("vi"), help: "Language of people whose language is not known." },
  TIME_ZONE: { schema: timeZone.default("Asia/Ho_Chi_Minh"), help: "Zone of dates and times people read." },

  ZALO_APP_ID: { schema: optionalText, help: "Zalo app id." },
  ZALO_APP_SECRET: { schema: optionalText, help: "Zalo app secret (for tokens).", secret: true },
  ZALO_OA_ID: { schema: optionalText, help: "Official Account id." },
  ZALO_OA_SECRET_KEY: { schema: optionalText, help: "OA Secret Key (for webhook signatures; not the app secret).", secret: true },
  ZALO_ACCESS_TOKEN: { schema: optionalText, help: "OA access token.", secret: true },
  ZALO_REFRESH_TOKEN: { schema: optionalText, help: "OA refresh token.", secret: true },
  ZALO_API_URL: { schema: url.default("https://openapi.zalo.me"), help: "Zalo OA API." },
  ZALO_OAUTH_URL: { schema: url.default("https://oauth.zaloapp.com"), help: "Zalo OAuth." },
  ZALO_BUSINESS_URL: { schema: url.default("https://business.openapi.zalo.me"), help: "Zalo's host of templates by phone number." },
  ZALO_CODE_VERIFIER: { schema: z.string().regex(/^[\w.~-]{43,128}$/, "must have 43 to 128 letters, digits, -, ., _ or ~").optional(), help: "Fixed PKCE verifier, where Zalo's console holds the challenge made of it.", secret: true },
  ZALO_DOMAIN_VERIFICATION: { schema: zaloCodes, help: "Codes Zalo's console gives to prove the domain, separated by commas." },

  ZALO_BOT_TOKEN: { schema: z.string().regex(/^[\w-]+:\S+$/, "must look like 123456:ABC...").optional(), help: "Token of a Zalo bot, from Zalo Bot Manager.", secret: true },
  ZALO_BOT_WEBHOOK_SECRET: { schema: z.string().regex(/^[\x21-\x7e]{8,256}$/, "must have 8 to 256 letters, digits and signs").optional(), help: "Secret given to the Zalo bot's setWebhook.", secret: true },
  ZALO_BOT_API_URL: { schema: url.default("https://bot-api.zaloplatforms.com"), help: "Zalo Bot Platform API." },

  MESSENGER_PAGE_ID: { schema: optionalText, help: "Facebook page id." },
  MESSENGER_PAGE_ACCESS_TOKEN: { schema: optionalText, help: "Page access token.", secret: true },
  MESSENGER_APP_SECRET: { schema: optionalText, help: "App secret (for webhook signatures).", secret: true },
  MESSENGER_APP_ID: { schema: optionalText, help: "App id; tells our own messages from those staff write in the page's inbox." },
  MESSENGER_VERIFY_TOKEN: { schema: optionalText, help: "Word typed into Meta's webhook form.", secret: true },
  MESSENGER_API_URL: { schema: url.default("https://graph.facebook.com"), help: "Graph API; the version is added when absent." },

  TELEGRAM_BOT_TOKEN: { schema: z.string().regex(/^\d+:\S+$/, "must look like 123456:ABC...").optional(), help: "Token from @BotFather.", secret: true },
  TELEGRAM_WEBHOOK_SECRET: { schema: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, "may hold only letters, digits, _ and -").optional(), help: "Secret given to setWebhook.", secret: true },
  TELEGRAM_API_URL: { schema: url.default("https://api.telegram.org"), help: "Telegram Bot API." },

  PAGE_SILENCE_ALERT: { schema: milliseconds("48h"), help: "An account from which nothing has come for so long is reported: its webhook may be off.", fallback: "48h" },
  TAKEOVER_SILENCE: { schema: milliseconds("4h"), help: "How long the bot keeps quiet after a word of staff in the same conversation.", fallback: "4h" },
  TAKEOVER_RELEASE_WORD: { schema: text.default("#bot"), help: "What staff write in a conversation to give it back to the bot." },
  REMINDERS_BEFORE: { schema: durations("24h,2h"), help: "How long before a dialogue or activity its people are reminded; units may set their own.", fallback: "24h,2h" },
  NOTICE_QUIET_HOURS: { schema: quietHours, help: "Local hours in which no notice is sent unless it is urgent, or off; units may set their own.", fallback: "21:30-06:30" },
  NOTICE_HOLIDAYS: { schema: z.enum(["quiet", "send"]).default("quiet"), help: "Whether notices wait on Việt Nam's public holidays (quiet) or not (send)." },
  NOTICE_APPROVE_ABOVE: { schema: wholeNumber(500, 1, 10_000_000), help: "A notice to more people needs a second person's approval." },
  BROADCAST_RETENTION: { schema: milliseconds("365d"), help: "How long a notice that is over is kept with its recipients' outcomes.", fallback: "365d" },
  MESSAGE_RETENTION: { schema: milliseconds("90d"), help: "How long conversations are kept.", fallback: "90d" },
  MEDIA_RETENTION: { schema: milliseconds("90d"), help: "How long pictures and files people sent are kept.", fallback: "90d" },
  MEDIA_MAX_BYTES: { schema: wholeNumber(26_214_400, 1_048_576, 104_857_600), help: "Largest file taken from people, in bytes; pictures at most 10 MB in any case." },
  MEDIA_HOSTS: { schema: hostPatterns, help: "Further hosts people's files may be copied from, such as *.example.vn; the platforms' own are known." },
  MEDIA_ALLOW_HOSTS: { schema: hostsWithPort, help: "host:port pairs files may be copied from although they speak http or are on a private address: only for tests and gateways of your own." },
  HOOKS_ALLOW_PRIVATE: { schema: z.enum(["yes", "no"], { error: "must be yes or no" }).default("no").transform((value) => value === "yes"), help: "yes: outgoing webhooks may go to private addresses and over http; only for programs of your own network." },
  HANDOVER_RETENTION: { schema: milliseconds("90d"), help: "How long a finished wish to talk to a person is kept.", fallback: "90d" },
  QUESTION_RETENTION: { schema: milliseconds("365d"), help: "How long a question without an answer is kept.", fallback: "365d" },
  ANSWERED_QUESTION_RETENTION: { schema: milliseconds("1825d"), help: "How long an answered question is kept, after a year without a link to who asked.", fallback: "1825d" },
  CASE_RETENTION: { schema: milliseconds("1825d"), help: "How long a closed membership case is kept.", fallback: "1825d" },
  ACTIVITY_RETENTION: { schema: milliseconds("1095d"), help: "How long it is kept who registered for an activity and was there, with photos and words about it; afterwards only how many.", fallback: "1095d" },
  IMPORT_RETENTION: { schema: milliseconds("30d"), help: "How long the rows of an imported list are kept, and an import can be undone.", fallback: "30d" },
  REQUEST_RETENTION: { schema: milliseconds("1825d"), help: "How long the log of closed requests about data is kept.", fallback: "1825d" },
  AUDIT_RETENTION: { schema: milliseconds("730d"), help: "How long it is kept what staff changed and looked at.", fallback: "730d" },
  CONSENT_PROOF_RETENTION: { schema: milliseconds("1095d"), help: "How long the nameless proof of an ended consent is kept.", fallback: "1095d" },
  REORDER_WINDOW_MS: { schema: wholeNumber(20, 0, 2000), help: "How long a message waits for an earlier one of the same person that is still on the way." },
  WORKER_CONCURRENCY: { schema: wholeNumber(24, 1, 512), help: "How many people one worker process serves at once." },
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
export type Config = { readonly [K in SettingName]: z.output<(typeof settings)[K]["schema"]> };
