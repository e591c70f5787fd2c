import { memberStatuses, type MemberStatus, type PeopleFilter } from "../../../people/index.ts";
import { field, type Fields } from "../route.ts";

/** The filter a list's address carries; what is no filter is none. */
export function filterOf(query: Fields): Omit<PeopleFilter, "within"> {
  const [text, branch, standing, status, tag, from, to] = ["q", "branch", "standing", "status", "tag", "from", "to"].map((name) => field(query, name, 100)) as [string, string, string, string, string, string, string];
  const age = (years: string) => (/^\d{1,2}$/.test(years) ? Number(years) : undefined);
  return {
    ...(text ? { text } : {}),
    ...(branch ? { branch } : {}),
    ...(standing === "youth" || standing === "member" ? { standing } : {}),
    ...((memberStatuses as readonly string[]).includes(status) ? { status: status as MemberStatus } : {}),
    ...(tag ? { tag } : {}),
    ...(field(query, "federation") === "1" ? { federation: true } : {}),
    ...(age(from) === undefined ? {} : { from: age(from)! }),
    ...(age(to) === undefined ? {} : { to: age(to)! }),
  };
}

/** The filter as an address, for paging, export and saved views. */
export function addressOf(query: Fields, more: Record<string, string> = {}): string {
  const kept = ["q", "branch", "standing", "status", "tag", "from", "to", "federation"].map((name) => [name, field(query, name, 100)] as const).filter(([, value]) => value !== "");
  return new URLSearchParams([...kept, ...Object.entries(more)].map(([name, value]) => [name, value])).toString();
}
