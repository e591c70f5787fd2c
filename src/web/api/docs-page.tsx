import { render } from "preact-render-to-string";
import type { ApiRoute } from "./api-route.ts";
import { openApi } from "./openapi.ts";

const style = "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#1b1b1b;background:#fff}code,pre{background:#f2f2f2;border-radius:.3rem;padding:.1rem .3rem;overflow-wrap:anywhere}pre{padding:.6rem;overflow:auto}summary{cursor:pointer;padding:.4rem 0}b{display:inline-block;min-width:4.5rem}@media(prefers-color-scheme:dark){body{color:#eee;background:#111}code,pre{background:#222}a{color:#8ab4f8}}";

type Operation = { summary: string; description: string; parameters?: { name: string; in: string; description?: string }[]; requestBody?: { content: Record<string, { schema: unknown }> } };

/** The document for people: one page, no script, nothing from elsewhere. */
export function docsPage(routes: readonly ApiRoute[], server: string | undefined): string {
  const document = openApi(routes, server) as { paths: Record<string, Record<string, Operation>>; info: { description: string } };
  return `<!doctype html>${render(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Cầu Nối API v1</title>
        <style>{style}</style>
      </head>
      <body>
        <main>
          <h1>Cầu Nối API v1</h1>
          <p>{document.info.description}</p>
          <p>
            <a href="/api/v1/openapi.json">openapi.json</a> · <code>Authorization: Bearer cn_…</code>
          </p>
          {[...new Set(routes.map((route) => route.tag))].map((tag) => (
            <section>
              <h2>{tag}</h2>
              {routes.filter((route) => route.tag === tag).map((route) => {
                const path = route.path.replace(/:(\w+)/g, "{$1}");
                const operation = document.paths[path]![route.method]!;
                return (
                  <details>
                    <summary>
                      <b>{route.method.toUpperCase()}</b> <code>/api/v1{path}</code> {operation.summary}
                    </summary>
                    <p>{operation.description}</p>
                    <ul>
                      {(operation.parameters ?? []).map((one) => (
                        <li>
                          <code>{one.name}</code> ({one.in}) {one.description}
                        </li>
                      ))}
                    </ul>
                    {operation.requestBody && <pre tabIndex={0}>{JSON.stringify(Object.values(operation.requestBody.content)[0]!.schema, null, 2)}</pre>}
                  </details>
                );
              })}
            </section>
          ))}
        </main>
      </body>
    </html>,
  )}`;
}
