import type { ComponentChildren, VNode } from "preact";
import { render } from "preact-render-to-string";
import type { ConsoleAssets } from "./assets.ts";
import { inBar, menu } from "./menu.ts";
import type { PageText, StaffVisit } from "./route.ts";

export type Frame = { title: string; body: VNode; locale: "vi" | "en"; text: PageText; assets: ConsoleAssets; csrf: string; visit?: StaffVisit; at?: string; said?: string };

/** A whole page. Works without its script; the script adds live news, questions before what cannot be undone, and search while typing. */
export function consolePage(frame: Frame): string {
  return `<!doctype html>${render(<Page {...frame} />)}`;
}

function Page({ title, body, locale, text, assets, csrf, visit, at, said }: Frame) {
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Cầu Nối`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={assets.css} />
        <script type="module" src={assets.js} />
      </head>
      <body data-live={visit ? "/console/live" : undefined} data-offline={text("console:offline")} data-changed={text("console:changed-meanwhile")}>
        <a class="skip" href="#main">{text("console:skip")}</a>
        {visit && <Top visit={visit} text={text} csrf={csrf} />}
        <div class={visit ? "desk" : "bare"}>
          {visit && <Menu visit={visit} text={text} at={at} />}
          <main id="main" tabIndex={-1}>
            <p id="news" class="news" role="status" aria-live="polite" hidden />
            {said && <p class="said" role="status">{said}</p>}
            <h1>{title}</h1>
            {body}
          </main>
        </div>
      </body>
    </html>
  );
}

function Top({ visit, text, csrf }: { visit: StaffVisit; text: PageText; csrf: string }) {
  return (
    <header class="top">
      <a href="/console" class="brand">Cầu Nối</a>
      <details class="me">
        <summary>{visit.staff.name || visit.staff.login}</summary>
        <div>
          <a href="/console/account">{text("console:account")}</a>
          <form method="post" action="/console/sign-out">
            <Csrf token={csrf} />
            <button type="submit" class="link">{text("console:sign-out")}</button>
          </form>
        </div>
      </details>
    </header>
  );
}

function Menu({ visit, text, at }: { visit: StaffVisit; text: PageText; at: string | undefined }) {
  const seen = menu.filter((one) => one.right === undefined || visit.desk.can(one.right));
  const entry = ({ at: name, path, icon }: (typeof menu)[number]) => (
    <li>
      <a href={path} aria-current={name === at ? "page" : undefined}>
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
          <path d={icon} />
        </svg>
        <span>{text(`console:menu-${name}`)}</span>
      </a>
    </li>
  );
  const rest = seen.slice(inBar);
  return (
    <nav class="menu" aria-label={text("console:menu")}>
      <ul>
        {seen.slice(0, inBar).map(entry)}
        {rest.length > 0 && (
          <li class="more">
            <details>
              <summary>
                <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="currentColor">
                  <path d="M5 12a1.6 1.6 0 1 0 .01 0M12 12a1.6 1.6 0 1 0 .01 0M19 12a1.6 1.6 0 1 0 .01 0" />
                </svg>
                <span>{text("console:more")}</span>
              </summary>
              <ul>{rest.map(entry)}</ul>
            </details>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** The field every form carries. */
export function Csrf({ token }: { token: string }) {
  return <input type="hidden" name="_csrf" value={token} />;
}

/** A form of one button. `ask`: a question before it happens. */
export function ActButton({ action, csrf, label, fields = {}, ask, kind, about }: { action: string; csrf: string; label: string; fields?: Record<string, string>; ask?: string; kind?: "secondary" | "danger"; /** Whom or what it is about, for those who hear the page. */ about?: string }) {
  return (
    <form method="post" action={action} class="act" data-ask={ask}>
      <Csrf token={csrf} />
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={kind} aria-label={about ? `${label}: ${about}` : undefined}>{label}</button>
    </form>
  );
}

/** A labelled field with its help and its error, tied together for screen readers. */
export function Field({ name, label, help, error, children }: { name: string; label: string; help?: string | undefined; error?: string | undefined; children: ComponentChildren }) {
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={name}>{label}</label>
      {children}
      {help && <small id={`${name}-help`}>{help}</small>}
      {error && <small id={`${name}-error`} class="error">{error}</small>}
    </div>
  );
}

/** What a list says when there is nothing in it, and what to do about it. */
export function Empty({ title, hint, children }: { title: string; hint: string; children?: ComponentChildren }) {
  return (
    <section class="empty">
      <h2>{title}</h2>
      <p>{hint}</p>
      {children}
    </section>
  );
}
