import { listPeople } from "../../../office/index.ts";
import { showDay, showPhone } from "../../../people/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { reaches } from "../../../staff/index.ts";
import { exportFile } from "../export-file.ts";
import type { Reply, StaffVisit } from "../route.ts";
import { filterOf } from "./people-filter.ts";

const page = 500;

export function exportPeople(visit: StaffVisit): Promise<Reply> {
  const { text } = visit;
  const columns = ["name", "birth", "gender", "phone", "branch", "standing", "status", "member-code", "admitted", "occupation", "address", "email", "federation", "tags"].map((key) => ({ key, title: text(`person:${key}`), width: key === "name" || key === "address" ? 28 : 16 }));
  return exportFile(visit, { list: "people", columns, rows: rows(visit) });
}

async function* rows({ desk, query, text }: StaffVisit): AsyncIterable<ExportRow> {
  const filter = filterOf(query);
  const scope = desk.scope("people.export");
  for (let cursor: string | undefined; ; ) {
    const { people, next } = await listPeople(desk, { ...filter, limit: page, ...(cursor ? { cursor } : {}) });
    for (const person of people) {
      if (!reaches(scope, person)) continue;
      yield {
        name: person.name, birth: person.birth && showDay(person.birth), gender: person.gender && text(`person:gender-${person.gender}`), phone: person.phone && showPhone(person.phone), branch: desk.tree.all.get(person.branch ?? "")?.name,
        standing: text(`person:standing-${person.standing}`), status: text(`person:status-${person.status}`), "member-code": person.memberCode, admitted: person.admittedOn && showDay(person.admittedOn), occupation: person.occupation,
        address: person.address, email: person.email, federation: person.federation ? text("person:yes") : undefined, tags: person.tags.join(", "),
      };
    }
    if (!next) return;
    cursor = next;
  }
}
