import { inviteStaff, listStaff, newLink, readStaff, setGrants, switchStaff, type ListedStaff } from "../../../office/index.ts";
import { roles } from "../../../staff/index.ts";
import { attempt, Facts, Fold, Form, Problem, TextField, type Typed } from "../form.tsx";
import { ActButton, Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";
import { GrantFields, grantsIn, grantText, places } from "./grant-fields.tsx";

export async function listStaffPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk } = visit;
  const staff = await listStaff(desk);
  return {
    title: text("staff:title"),
    at: "staff",
    page: (
      <>
        {desk.can("staff.write") && <p class="bar"><a role="button" href="/console/staff/new">{text("staff:invite")}</a><a role="button" class="secondary" href="/console/staff/export">{text("people:export")}</a></p>}
        {staff.length === 0 ? <Empty title={text("staff:empty")} hint={text("staff:empty-hint")} /> : (
          <ul class="rows">
            {staff.map((one) => (
              <li>
                <a href={`/console/staff/${one._id}`}>
                  <strong>{one.name || one.login}</strong>
                  <span>{[...one.grants.map((grant) => grantText(visit, grant)), one.state === "active" ? undefined : text(`staff:state-${one.state}`)].filter(Boolean).join(" · ")}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  };
}

export async function newStaffPage(visit: StaffVisit): Promise<Reply> {
  return inviteForm(visit, { values: {} });
}

export function invite(visit: StaffVisit): Promise<Reply> {
  const { desk, form } = visit;
  return attempt(
    async () => {
      const { staff, secret } = await inviteStaff(desk, { name: field(form, "name", 100), grants: grantsIn(visit, await places(visit)) });
      return showLink(visit, staff, secret);
    },
    (wrong) => inviteForm(visit, { values: { name: field(form, "name", 100) }, wrong }),
  );
}

async function inviteForm(visit: StaffVisit, typed: Typed): Promise<Reply> {
  const { text, csrf } = visit;
  return {
    title: text("staff:invite"),
    at: "staff",
    page: (
      <Form action="/console/staff" csrf={csrf}>
        <Problem text={text} typed={typed} />
        <TextField text={text} typed={typed} name="name" label={text("person:name")} required maxLength={80} autocomplete="off" />
        <GrantFields visit={visit} grants={[]} options={await places(visit)} />
        <button type="submit">{text("staff:invite")}</button>
      </Form>
    ),
  };
}

export async function showStaff(visit: StaffVisit): Promise<Reply> {
  const { text, desk, csrf, params } = visit;
  const one = await readStaff(desk, params["id"]!);
  const at = `/console/staff/${one._id}`;
  return {
    title: one.name || one.login,
    at: "staff",
    page: (
      <>
        <Facts
          pairs={[
            [text("staff:state"), text(`staff:state-${one.state}`)],
            [text("sign-in:login"), one.state === "invited" ? undefined : one.login],
            [text("staff:roles"), one.grants.map((grant) => grantText(visit, grant)).join("; ")],
            [text("staff:second-factor"), text(one.secured ? "person:yes" : "person:no")],
            [text("staff:chat"), text(one.contact ? "person:yes" : "person:no")],
            [text("staff:last-seen"), one.lastSeenAt && showTime(visit, one.lastSeenAt)],
          ]}
        />
        <Fold title={text("staff:rights")}><Rights visit={visit} one={one} /></Fold>
        {desk.can("staff.write") && (
          <>
            <Fold title={text("staff:change-roles")}>
              <Form action={`${at}/roles`} csrf={csrf}>
                <GrantFields visit={visit} grants={one.grants} options={await places(visit)} />
                <button type="submit">{text("console:save")}</button>
              </Form>
            </Fold>
            {one.state !== "off" && <ActButton action={`${at}/link`} csrf={csrf} label={text(one.state === "invited" ? "staff:new-invitation" : "staff:new-password")} kind="secondary" />}
            {one._id !== desk.actor.id && (one.state === "off" ? <ActButton action={`${at}/on`} csrf={csrf} label={text("staff:on")} /> : <ActButton action={`${at}/off`} csrf={csrf} label={text("staff:off")} kind="danger" ask={text("staff:off-ask", { name: one.name })} />)}
          </>
        )}
      </>
    ),
  };
}

function Rights({ visit: { text }, one }: { visit: StaffVisit; one: ListedStaff }) {
  return <ul>{[...new Set(one.grants.map((grant) => grant.role))].filter((role) => roles.includes(role)).map((role) => <li>{text(`staff:role-${role}`)}: {text(`staff:about-${role}`)}</li>)}</ul>;
}

/** Shown once: the link is a secret and is kept nowhere. */
function showLink({ text, ports, request }: StaffVisit, staff: string, secret: string): Reply {
  const base = ports.publicUrl?.replace(/\/$/, "") ?? `${request.protocol}://${request.headers.host}`;
  const link = `${base}/console/enter/${secret}`;
  return {
    title: text("staff:link-title"),
    at: "staff",
    page: (
      <>
        <p>{text("staff:link-hint")}</p>
        <p><input readOnly value={link} aria-label={text("staff:link-title")} data-copy /></p>
        <a role="button" href={`/console/staff/${staff}`}>{text("staff:link-done")}</a>
      </>
    ),
  };
}

export async function sendLink(visit: StaffVisit): Promise<Reply> {
  return showLink(visit, visit.params["id"]!, await newLink(visit.desk, visit.params["id"]!));
}

export async function saveRoles(visit: StaffVisit): Promise<Reply> {
  await setGrants(visit.desk, visit.params["id"]!, grantsIn(visit, await places(visit)));
  return { to: `/console/staff/${visit.params["id"]}`, said: "staff:saved" };
}

export async function switchOn(visit: StaffVisit): Promise<Reply> {
  await switchStaff(visit.desk, visit.params["id"]!, true);
  return { to: `/console/staff/${visit.params["id"]}`, said: "staff:saved" };
}

export async function switchOff(visit: StaffVisit): Promise<Reply> {
  await switchStaff(visit.desk, visit.params["id"]!, false);
  return { to: `/console/staff/${visit.params["id"]}`, said: "staff:saved" };
}
