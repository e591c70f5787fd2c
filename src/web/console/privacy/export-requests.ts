import { listRequests } from "../../../office/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { exportFile } from "../export-file.ts";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

/** The log of requests as an inspector asks for it: what, when, until when, how it ended. */
export function exportRequests(visit: StaffVisit): Promise<Reply> {
  const columns = ["ref", "kind", "state", "name", "via", "received", "reply-by", "due", "closed-at", "result"].map((key) => ({ key, title: visit.text(`privacy:col-${key}`), width: 20 }));
  return exportFile(visit, { list: "privacy", columns, rows: rows(visit) });
}

async function* rows(visit: StaffVisit): AsyncIterable<ExportRow> {
  const { desk, text, query } = visit;
  const closed = field(query, "closed") === "1";
  for (const one of await listRequests(desk, { closed, limit: 100_000 })) {
    yield {
      ref: one.ref, kind: text(`privacy:kind-${one.kind}`), state: text(`privacy:state-${one.state}`), name: one.name, via: one.via === "paper" ? text("privacy:via-paper") : text("link-account:channel", { channel: one.via }),
      received: showTime(visit, one.receivedAt), "reply-by": showTime(visit, one.replyBy), due: showTime(visit, one.dueAt), "closed-at": one.closedAt && showTime(visit, one.closedAt), result: one.result,
    };
  }
}
