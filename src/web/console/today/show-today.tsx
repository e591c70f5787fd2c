import { waiting, type Waiting } from "../../../office/index.ts";
import { Empty } from "../layout.tsx";
import type { Reply, StaffVisit } from "../route.ts";

/** News after which something else may wait. */
const topics = "cases clubs privacy pages conversations broadcasts activities";

/** What waits for whoever is signed in, and what is late. */
export async function showToday(visit: StaffVisit): Promise<Reply> {
  const { text, desk } = visit;
  const kinds = (await waiting(desk)).filter((one) => one.count > 0);
  return {
    title: text("today:title"),
    at: "today",
    page: (
      <div id="today" data-topic={topics}>
        {kinds.length === 0 ? <Empty title={text("today:empty")} hint={text("today:empty-hint")} /> : <ul class="cards">{kinds.map((kind) => <Card kind={kind} text={text} />)}</ul>}
      </div>
    ),
  };
}

function Card({ kind, text }: { kind: Waiting; text: StaffVisit["text"] }) {
  return (
    <li class={kind.late > 0 ? "card late" : "card"}>
      <a href={kind.path}>
        <strong>{text(`today:${kind.kind}`, { count: kind.count })}</strong>
        {kind.late > 0 && <span>{text("today:late", { count: kind.late })}</span>}
      </a>
    </li>
  );
}
