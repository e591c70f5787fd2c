import { render } from "preact-render-to-string";

export type ConnectPage = { locale: "vi" | "en"; title: string; heading: string; good: boolean; paragraphs: string[] };

const style = `
  :root { color-scheme: light dark; font: 17px/1.55 system-ui, sans-serif }
  body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: #eef3fa; color: #12233f }
  main { max-width: 34rem; margin: 1rem; padding: 1.75rem 2rem; border-radius: 1rem; background: #fff; border-top: .4rem solid #0a7d3c; overflow-wrap: anywhere }
  main.bad { border-color: #b3261e }
  h1 { font-size: 1.45rem; line-height: 1.3; margin: 0 0 .75rem } p { margin: .6rem 0 0 }
  @media (prefers-color-scheme: dark) { body { background: #0d1728; color: #e7eefa } main { background: #16233a } }`;

/** One small page that says how connecting ended; no script, no foreign resource. */
export function connectPage(page: ConnectPage): string {
  return `<!doctype html>${render(<Page {...page} />)}`;
}

function Page({ locale, title, heading, good, paragraphs }: ConnectPage) {
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style>{style}</style>
      </head>
      <body>
        <main class={good ? "good" : "bad"}>
          <h1>{heading}</h1>
          {paragraphs.map((text) => (
            <p>{text}</p>
          ))}
        </main>
      </body>
    </html>
  );
}
