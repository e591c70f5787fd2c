import { render } from "preact-render-to-string";
import type { Texts } from "../../runtime/texts.ts";
import type { Assets } from "./assets.ts";
import { longestText } from "./message-schema.ts";
import type { Locale } from "./reader-locale.ts";
import type { ShownEntry } from "./shown-entry.ts";

export type PageProps = { locale: Locale; texts: Texts; assets: Assets; entries: ShownEntry[]; more: boolean; ref: string | undefined; /** Proof of the domain for platforms. */ metas?: { name: string; content: string }[]; /** Inside another website. */ embed?: { page: string; name?: string | undefined } };

/** Sentences the page's script needs. */
const scriptTexts = [
  "typing", "you", "bot", "choices", "sending", "waiting", "not-sent", "retry", "offline", "reconnecting", "reconnected", "today", "yesterday", "reload", "error-session",
] as const;

/** The whole page. The conversation is drawn by the script from `data-state`, because what comes later must look the same. */
export function chatPage(props: PageProps): string {
  return `<!doctype html>${render(<Page {...props} />)}`;
}

function Page({ locale, texts, assets, entries, more, ref, embed, metas = [] }: PageProps) {
  const text = (key: string): string => texts.text(`webchat:${key}`, {}, locale) ?? key;
  // An attribute, not a script block: it is escaped like everything else and never looked at as a script.
  const state = { locale, entries, more, ...(ref === undefined ? {} : { ref }), ...(embed ? { embed: embed.page } : {}), texts: Object.fromEntries(scriptTexts.map((key) => [key, text(key)])) };
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#0a4690" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0e2340" media="(prefers-color-scheme: dark)" />
        {metas.map((meta) => (
          <meta name={meta.name} content={meta.content} />
        ))}
        <title>{text("title")}</title>
        <link rel="icon" href={assets.path("icon.svg")} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.path("chat.css")} />
        <script type="module" src={assets.path("chat.js")} />
      </head>
      <body>
        <div class="chat">
          <Header text={text} locale={locale} icon={assets.path("icon.svg")} {...(embed ? { embed } : {})} />
          <p id="notice" class="notice" role="status" />
          <main id="chat" class="window" data-state={JSON.stringify(state)}>
            <div id="scroller" class="scroller">
              <p class="privacy">{text("privacy")}</p>
              <noscript>
                <p class="no-script">{text("no-script")}</p>
              </noscript>
              <button id="earlier" class="earlier" type="button" hidden>
                {text("history")}
              </button>
              <div id="log" class="log" role="log" aria-live="polite" aria-relevant="additions" aria-label={text("heading")} tabIndex={0} />
              <div id="typing" class="typing" role="status">
                <span class="sr" />
                <i />
                <i />
                <i />
              </div>
            </div>
            <button id="pill" class="pill" type="button" hidden>
              {text("new-messages")}
              <Icon path="M12 5v13m-6-6 6 6 6-6" size={18} />
            </button>
          </main>
          <Composer text={text} menu={texts.text("common:menu", {}, locale) ?? "Menu"} />
        </div>
      </body>
    </html>
  );
}

type Said = { text(key: string): string };

function Header({ text, locale, icon, embed }: Said & { locale: Locale; icon: string; embed?: PageProps["embed"] }) {
  const other = locale === "vi" ? "en" : "vi";
  const otherPage = embed ? `/embed?page=${embed.page}&lang=${other}` : `/?lang=${other}`;
  return (
    <header class="head">
      <img class="logo" src={icon} alt="" width="44" height="44" />
      <div class="who">
        <h1>{embed?.name ?? text("heading")}</h1>
        <p>{text("subtitle")}</p>
      </div>
      <a class="lang" href={otherPage} hreflang={other} lang={other} aria-label={text("language")}>
        <span class="whole">{text("language")}</span>
        <span class="brief">{other.toUpperCase()}</span>
      </a>
    </header>
  );
}

/** Named one by one, because an iPhone then hands over its pictures as JPEG. */
const accepted = "image/jpeg,image/png,image/webp,image/gif,audio/*,video/mp4,application/pdf,.doc,.docx,.xlsx,.pptx,.txt";

function Composer({ text, menu }: Said & { menu: string }) {
  return (
    <form id="composer" class="composer" autocomplete="off">
      <button id="menu" class="round menu" type="button" aria-label={menu}>
        <Icon path="M5 7.5h14M5 12h14M5 16.5h9" size={24} />
      </button>
      <button id="attach" class="round attach" type="button" aria-label={text("attach")}>
        <Icon path="M20 11.5 12.2 19a4.6 4.6 0 0 1-6.5-6.5l8-7.9a3.1 3.1 0 0 1 4.4 4.3l-7.9 7.8a1.5 1.5 0 0 1-2.2-2.1l7.1-7" size={24} />
      </button>
      <input id="file" type="file" accept={accepted} tabIndex={-1} aria-hidden="true" hidden />
      <label class="sr" for="words">
        {text("message-label")}
      </label>
      <textarea id="words" name="words" rows={1} maxLength={longestText} placeholder={text("placeholder")} />
      <button class="round send" type="submit" aria-label={text("send")}>
        <Icon path="M12 19V5.5m-6.2 6L12 5.2l6.2 6.3" size={24} />
      </button>
    </form>
  );
}

function Icon({ path, size }: { path: string; size: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">
      <path d={path} />
    </svg>
  );
}
