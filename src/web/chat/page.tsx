import { render } from "preact-render-to-string";
import type { Texts } from "../../runtime/texts.ts";
import type { Assets } from "./assets.ts";
import { longestText } from "./post-message.ts";

export type PageProps = { locale: "vi" | "en"; texts: Texts; assets: Assets; entries: Record<string, unknown>[]; ref: string | undefined };

/** Sentences the page's script needs. */
const scriptTexts = ["typing", "you", "bot", "sending", "not-sent", "retry", "offline", "reconnecting", "reconnected", "new-messages", "error-server"] as const;

/** The whole page. The conversation is drawn by the script from the data block, because what comes later looks the same. */
export function chatPage(props: PageProps): string {
  return `<!doctype html>${render(<Page {...props} />)}`;
}

function Page({ locale, texts, assets, entries, ref }: PageProps) {
  const text = (key: string): string => texts.text(`webchat:${key}`, {}, locale) ?? key;
  const data = { entries, locale, longestText, ...(ref === undefined ? {} : { ref }), texts: Object.fromEntries(scriptTexts.map((key) => [key, text(key)])) };
  const other = locale === "vi" ? "en" : "vi";
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#0b5cad" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0d1a2b" media="(prefers-color-scheme: dark)" />
        <title>{text("title")}</title>
        <link rel="icon" href={assets.path("icon.svg")} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.path("chat.css")} />
        <script type="module" src={assets.path("chat.js")} />
      </head>
      <body>
        <div class="app">
          <header class="head">
            <img class="logo" src={assets.path("icon.svg")} alt="" width="40" height="40" />
            <div class="who">
              <h1>{text("heading")}</h1>
              <p>{text("subtitle")}</p>
            </div>
            <a class="lang" href={`?lang=${other}`} hreflang={other} lang={other}>
              {text("language")}
            </a>
          </header>
          <p id="banner" class="banner" role="status" hidden />
          <main id="scroll" class="scroll">
            <button id="older" class="older" type="button" hidden>
              {text("history")}
            </button>
            <ol id="log" class="log" role="log" aria-live="polite" aria-relevant="additions" aria-label={text("heading")} tabIndex={0} />
            <noscript>
              <p class="noscript">{text("no-script")}</p>
            </noscript>
          </main>
          <button id="jump" class="jump" type="button" hidden>
            {text("new-messages")}
          </button>
          <form id="composer" class="composer" autocomplete="off">
            <button id="menu" class="round menu" type="button" aria-label={texts.text("common:menu", {}, locale) ?? "Menu"}>
              <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                <path d="M4 7h16M4 12h16M4 17h10" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />
              </svg>
            </button>
            <textarea id="words" rows={1} maxLength={longestText} placeholder={text("placeholder")} aria-label={text("message-label")} enterkeyhint="send" />
            <button class="round send" type="submit" aria-label={text("send")}>
              <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                <path d="M3.4 20.6 21 12 3.4 3.4 3 10l11 2-11 2z" fill="currentColor" />
              </svg>
            </button>
          </form>
          <p class="privacy">{text("privacy")}</p>
        </div>
        <script id="chat-data" type="application/json" dangerouslySetInnerHTML={{ __html: JSON.stringify(data).replace(/</g, "\\u003c") }} />
      </body>
    </html>
  );
}
