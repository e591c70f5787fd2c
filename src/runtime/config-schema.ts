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
const timeZone = z.string().refine((value) => {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
}, "must be a time zone name such as Asia/Ho_Chi_Minh");
const roleNames = ["web", "worker", "scheduler"] as const;
export type Role = (typeof roleNames)[number];
const roles = z.string().default(roleNames.join(",")).transform((value, context) => {
  const wanted = value.split(",").map((part) => part.trim()).filter(Boolean);
  const wrong = wanted.find((part) => !roleNames.includes(part as Role));
  if (wrong !== undefined || wanted.length === 0) {
    context.addIssue({ code: "custom", message: `must be some of ${roleNames.join(", ")}` });
    return z.NEVER;
  }
  return wanted as Role[];
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
  ROLES: { schema: roles, help: "What this process does: web, worker, scheduler." },
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

  MESSENGER_PAGE_ID: { schema: optionalText, help: "Facebook page id." },
  MESSENGER_PAGE_ACCESS_TOKEN: { schema: optionalText, help: "Page access token.", secret: true },
  MESSENGER_APP_SECRET: { schema: optionalText, help: "App secret (for webhook signatures).", secret: true },
  MESSENGER_VERIFY_TOKEN: { schema: optionalText, help: "Word typed into Meta's webhook form.", secret: true },
  MESSENGER_API_URL: { schema: url.default("https://graph.facebook.com"), help: "Graph API; the version is added when absent." },

  TELEGRAM_BOT_TOKEN: { schema: z.string().regex(/^\d+:\S+$/, "must look like 123456:ABC...").optional(), help: "Token from @BotFather.", secret: true },
  TELEGRAM_WEBHOOK_SECRET: { schema: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, "may hold only letters, digits, _ and -").optional(), help: "Secret given to setWebhook.", secret: true },
  TELEGRAM_API_URL: { schema: url.default("https://api.telegram.org"), help: "Telegram Bot API." },

  REMINDERS_BEFORE: { schema: durations("24h,2h"), help: "How long before a dialogue its people are reminded.", fallback: "24h,2h" },
  MESSAGE_RETENTION: { schema: milliseconds("90d"), help: "How long conversations are kept.", fallback: "90d" },
  CONSENT_PROOF_RETENTION: { schema: milliseconds("1095d"), help: "How long the nameless proof of an ended consent is kept.", fallback: "1095d" },
  REORDER_WINDOW_MS: { schema: wholeNumber(20, 0, 2000), help: "How long a message waits for an earlier one of the same person that is still on the way." },
  WORKER_CONCURRENCY: { schema: wholeNumber(24, 1, 512), help: "How many people one worker process serves at once." },
} satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
export type Config = { readonly [K in SettingName]: z.output<(typeof settings)[K]["schema"]> };
