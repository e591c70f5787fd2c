import { dropAlert, givePage, ownPages, resumeOwnPage, type OwnPage } from "../../../office/index.ts";
import { isBranch } from "../../../units/index.ts";
import { Facts, Fold, Form } from "../form.tsx";
import { ActButton, Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

/** The accounts people write to, and what is wrong with them. */
export async function channelsPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk } = visit;
  const pages = await ownPages(desk);
  return {
    title: text("channels:title"),
    at: "pages",
    page: (
      <div id="channels" data-topic="pages">
        <p>{text("channels:hint")}</p>
        {pages.length === 0 ? <Empty title={text("channels:empty")} hint={text("channels:empty-hint")} /> : pages.map((page) => <Channel visit={visit} page={page} />)}
      </div>
    ),
  };
}

function Channel({ visit, page }: { visit: StaffVisit; page: OwnPage }) {
  const { text, desk, csrf } = visit;
  const write = desk.can("pages.write");
  const trouble = page.state === "stopped" || page.alerts.some((alert) => alert.severity === "alert");
  return (
    <article class={trouble ? "late" : undefined}>
      <h2>{text("link-account:channel", { channel: page.channel })}: {page.name}</h2>
      <Facts
        pairs={[
          [text("channels:state"), <strong class={trouble ? "error" : undefined}>{text(`channels:state-${page.state}`)}</strong>],
          [text("channels:why"), page.stoppedFor?.code],
          [text("channels:unit"), desk.tree.all.get(page.unit)?.name],
          [text("channels:token"), page.tokenExpiresAt && showTime(visit, page.tokenExpiresAt)],
          [text("channels:origin"), text(`channels:origin-${page.origin}`)],
        ]}
      />
      {page.alerts.map((alert) => (
        <p class={alert.severity === "alert" ? "error" : undefined}>
          {text("channels:alert", { kind: alert.kind, detail: alert.detail ?? "", since: showTime(visit, alert.since), count: alert.count })}
          {write && <ActButton action={`/console/pages/${encodeURIComponent(page._id)}/seen`} csrf={csrf} fields={{ kind: alert.kind }} label={text("channels:seen")} about={alert.kind} kind="secondary" />}
        </p>
      ))}
      {write && page.state === "stopped" && <ActButton action={`/console/pages/${encodeURIComponent(page._id)}/resume`} csrf={csrf} label={text("channels:resume")} />}
      {write && (
        <Fold title={text("channels:give")}>
          <Form action={`/console/pages/${encodeURIComponent(page._id)}/unit`} csrf={csrf}>
            <label>
              {text("channels:unit")}
              <select name="unit">
                {[...desk.tree.all.values()].filter((unit) => unit.active && !isBranch(unit.kind)).map((unit) => <option value={unit._id} selected={unit._id === page.unit}>{unit.name}</option>)}
              </select>
            </label>
            <button type="submit">{text("console:save")}</button>
          </Form>
        </Fold>
      )}
    </article>
  );
}

export async function resume(visit: StaffVisit): Promise<Reply> {
  await resumeOwnPage(visit.desk, visit.params["id"]!);
  return { to: "/console/pages", said: "channels:resumed" };
}

export async function seen(visit: StaffVisit): Promise<Reply> {
  await dropAlert(visit.desk, visit.params["id"]!, field(visit.form, "kind", 100));
  return { to: "/console/pages" };
}

export async function give(visit: StaffVisit): Promise<Reply> {
  await givePage(visit.desk, visit.params["id"]!, field(visit.form, "unit", 60));
  return { to: "/console/pages", said: "channels:given" };
}
