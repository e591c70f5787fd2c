import { kindName } from "../../../clubs/index.ts";
import { clubPeople, listClubs, readClub } from "../../../office/index.ts";
import type { ExportRow } from "../../../imports/index.ts";
import { exportFile } from "../export-file.ts";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";

const page = 200;

export function exportClubs(visit: StaffVisit): Promise<Reply> {
  const columns = ["name", "kind", "leader", "schedule", "place", "members-title", "last-activity"].map((key) => ({ key, title: visit.text(`clubs:${key}`), width: 24 }));
  return exportFile(visit, { list: "clubs", columns, rows: clubRows(visit) });
}

async function* clubRows(visit: StaffVisit): AsyncIterable<ExportRow> {
  const kind = field(visit.query, "kind", 20);
  for (const club of await listClubs(visit.desk, { ...(kind ? { kind } : {}), inactive: field(visit.query, "inactive") === "1" })) {
    yield { name: club.name, kind: kindName(club.kind, visit.locale), leader: club.leader, schedule: club.schedule, place: club.place, "members-title": club.members, "last-activity": club.lastActivityAt && showDate(visit, club.lastActivityAt) };
  }
}

export async function exportMembers(visit: StaffVisit): Promise<Reply> {
  await readClub(visit.desk, visit.params["id"]!, "clubs.approve");
  const columns = ["name", "code", "since", "motivation"].map((key) => ({ key, title: visit.text(`clubs:member-${key}`), width: 24 }));
  return exportFile(visit, { list: "clubs", columns, rows: memberRows(visit) });
}

async function* memberRows(visit: StaffVisit): AsyncIterable<ExportRow> {
  for (let after = ""; ; ) {
    const members = await clubPeople(visit.desk, visit.params["id"]!, "active", { after, limit: page });
    for (const member of members) yield { name: member.name, code: member.code, since: showDate(visit, member.joinedAt), motivation: member.motivation };
    if (members.length < page) return;
    after = members.at(-1)!.contact;
  }
}
