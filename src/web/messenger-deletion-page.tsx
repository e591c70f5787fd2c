import { createHash } from "node:crypto";
import { render } from "preact-render-to-string";
import type { DeletionState } from "../consent/index.ts";
import type { Texts } from "../runtime/texts.ts";

export type DeletionPageProps = { texts: Texts; locale: "vi" | "en"; code: string | undefined; found: { state: DeletionState; requestedAt: number } | undefined };

const style = ":root{color-scheme:light dark}body{margin:0;font:1.125rem/1.6 system-ui,sans-serif}main{max-width:36rem;margin:0 auto;padding:2rem 1rem}h1{font-size:1.5rem;line-height:1.3}code{overflow-wrap:anywhere}a{display:inline-block;padding:.75rem 0}";

/** The content security policy lets this one style through. */
export const deletionStyleHash = `'sha256-${createHash("sha256").update(style).digest("base64")}'`;

/** What became of a wish to delete data, readable on any phone and aloud. Holds nothing of the person but the code they have. */
export function deletionPage(props: DeletionPageProps): string {
  return `<!doctype html>${render(<Page {...props} />)}`;
}

function Page({ texts, locale, code, found }: DeletionPageProps) {
  const text = (key: string, params: Record<string, unknown> = {}): string => texts.text(`messenger:deletion-${key}`, params, locale) ?? key;
  const other = locale === "vi" ? "en" : "vi";
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{text("title")}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main>
          <h1>{text("title")}</h1>
          <p>{found ? text(found.state, { when: found.requestedAt }) : text("unknown")}</p>
          {found && code ? <p>{text("code", { code })}</p> : null}
          <a href={`/deletion?${code ? `code=${code}&` : ""}lang=${other}`} lang={other} hreflang={other}>
            {other === "vi" ? "Tiếng Việt" : "English"}
          </a>
        </main>
      </body>
    </html>
  );
}
