import { findTicket, hashPassword, shortestPassword, useTicket, type StaffMember, type StaffTicket } from "../../../staff/index.ts";
import { OfficeError } from "../../../office/index.ts";
import { Csrf, Field } from "../layout.tsx";
import { field, type Reply, type Visit } from "../route.ts";
import { openSession } from "./open-session.ts";

type Wrong = Partial<Record<"login" | "password", string>>;

/** The page behind an invitation: name, login and password of one's own choice. */
export async function showEnter(visit: Visit): Promise<Reply> {
  const { staff } = await open(visit);
  return form(visit, staff, {});
}

export async function enter(visit: Visit): Promise<Reply> {
  const { staff } = await open(visit);
  const { members } = visit.ports.office.staff;
  const [name, login, password] = [field(visit.form, "name", 80), field(visit.form, "login", 200).toLowerCase(), field(visit.form, "password", 400)];
  const wrong: Wrong = {};
  if (!/^[^\s]{3,200}$/.test(login)) wrong.login = "sign-in:login-too-short";
  else if (await members.exists({ login, _id: { $ne: staff._id } })) wrong.login = "sign-in:login-taken";
  if ([...password].length < shortestPassword) wrong.password = "sign-in:password-too-short";
  if (Object.keys(wrong).length > 0) return form(visit, { ...staff, name, login }, wrong);
  const hash = await hashPassword(password);
  if (!(await useTicket(visit.ports.office.staff, visit.params["secret"]!, visit.now))) throw new OfficeError(404, "link-over");
  await members.updateOne({ _id: staff._id }, { $set: { name: name || staff.name || login, login, password: hash, state: "active", sessionsSince: visit.now }, $inc: { revision: 1 } });
  return { to: await openSession(visit.ports.office.staff, visit.request, staff._id, visit.now), said: "sign-in:welcome" };
}

async function open(visit: Visit): Promise<{ ticket: StaffTicket; staff: StaffMember }> {
  const ticket = await findTicket(visit.ports.office.staff, visit.params["secret"] ?? "", visit.now);
  const staff = ticket?.kind === "invite" || ticket?.kind === "reset" ? await visit.ports.office.staff.members.findById(ticket.staff).lean<StaffMember>() : null;
  if (!ticket || !staff || staff.state === "off") throw new OfficeError(404, "link-over");
  return { ticket, staff };
}

function form({ text, csrf, params }: Visit, staff: StaffMember, wrong: Wrong): Reply {
  const login = staff.login.startsWith("owner-") ? "" : staff.login;
  const said = (key: string | undefined) => (key ? text(key, { least: shortestPassword }) : undefined);
  return {
    title: text("sign-in:enter-title"),
    status: Object.keys(wrong).length > 0 ? 422 : 200,
    bare: true,
    page: (
      <form method="post" action={`/console/enter/${params["secret"]}`}>
        <Csrf token={csrf} />
        <p>{text("sign-in:enter-hint")}</p>
        <Field name="name" label={text("sign-in:name")}>
          <input id="name" name="name" value={staff.name} autocomplete="name" required maxLength={80} />
        </Field>
        <Field name="login" label={text("sign-in:login")} help={text("sign-in:login-help")} error={said(wrong.login)}>
          <input id="login" name="login" value={login} autocomplete="username" autocapitalize="none" required minLength={3} aria-describedby="login-help" aria-invalid={wrong.login ? true : undefined} />
        </Field>
        <Field name="password" label={text("sign-in:new-password")} help={text("sign-in:password-help", { least: shortestPassword })} error={said(wrong.password)}>
          <input id="password" name="password" type="password" autocomplete="new-password" required minLength={shortestPassword} aria-describedby="password-help" aria-invalid={wrong.password ? true : undefined} />
        </Field>
        <button type="submit">{text("sign-in:enter-go")}</button>
      </form>
    ),
  };
}
