import type { VNode } from "preact";
import type { OfficeError } from "../../office/index.ts";
import type { PageText } from "./route.ts";

/** What went wrong, in the reader's words, and a way on. `undefined`: a bug, which says nothing about itself. */
export function errorPage(error: OfficeError | undefined, text: PageText): { title: string; body: VNode } {
  const key = error?.key ?? "broken";
  return {
    title: text(error ? `office:title-${error.status}` : "office:title-500"),
    body: (
      <section>
        <p>{text(`office:${key}`, error?.params ?? {})}</p>
        <p>
          <a href="/console" role="button">{text("office:back")}</a>
        </p>
      </section>
    ),
  };
}
