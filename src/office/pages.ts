import { clearAlert, listAlerts, listPages, resumePage, setPageUnit, type ListedPage, type PageAlert } from "../pages/index.ts";
import type { Desk } from "./desk.ts";
import { notFound, OfficeError } from "./office-error.ts";

export type OwnPage = ListedPage & { alerts: PageAlert[] };

/** Accounts of one's own units with what is wrong with them. One of no known unit belongs to whoever holds the only commune, else to owners. */
export async function ownPages(desk: Desk): Promise<OwnPage[]> {
  const scope = desk.scope("pages.read");
  const communes = [...desk.tree.all.values()].filter((unit) => unit.active && (unit.kind === "commune-union" || unit.kind === "grassroots-union"));
  const only = communes.length === 1 ? communes[0]!._id : undefined;
  const alerts = await listAlerts(desk.ports.pages);
  return (await listPages(desk.ports.pages))
    .filter((page) => scope.all || scope.units.has(desk.tree.all.has(page.unit) ? page.unit : (only ?? "")))
    .map((page) => ({ ...page, alerts: alerts.filter((alert) => alert.page === page._id) }));
}

/** Tries an account again that was stopped. */
export async function resumeOwnPage(desk: Desk, id: string): Promise<void> {
  await own(desk, id);
  if (!(await resumePage(desk.ports.pages, id, desk.now))) throw new OfficeError(409, "changed-meanwhile");
  await desk.audit("page.resumed", { subject: { kind: "page", id } });
  await desk.ports.announce("pages", undefined);
}

/** Somebody saw to it. */
export async function dropAlert(desk: Desk, id: string, kind: string): Promise<void> {
  await own(desk, id);
  await clearAlert(desk.ports.pages, id, kind);
  await desk.audit("page.alert-seen", { subject: { kind: "page", id }, before: { kind } });
  await desk.ports.announce("pages", undefined);
}

/** Gives an account to a unit; only among one's own. */
export async function givePage(desk: Desk, id: string, unit: string): Promise<void> {
  const page = await own(desk, id);
  const scope = desk.scope("pages.write");
  if (!desk.tree.all.has(unit) || !(scope.all || scope.units.has(unit))) throw new OfficeError(422, "fields-wrong", { fields: { unit: "field-wrong" } });
  await setPageUnit(desk.ports.pages, id, unit, desk.now);
  await desk.audit("page.unit", { subject: { kind: "page", id }, before: { unit: page.unit }, after: { unit } });
}

async function own(desk: Desk, id: string): Promise<OwnPage> {
  desk.scope("pages.write");
  const page = (await ownPages(desk)).find((one) => one._id === id);
  if (!page) throw notFound();
  return page;
}
