import { useTotp } from "../../../office/index.ts";
import { findTicket, makeTicket, passwordFits, useTicket, type StaffMember } from "../../../staff/index.ts";
import { OfficeError } from "../../../office/index.ts";
import { Csrf, Field } from "../layout.tsx";
import { field, type Reply, type Visit } from "../route.ts";
import { ownAddress } from "../own-address.ts";
import { openSession } from "./open-session.ts";
import { signInTries } from "./tries.ts";

/** How long after the password the second factor may take. */
const halfMs = 5 * 60_000;
const linkMs = 10 * 60_000;

export async function showSignIn(visit: Visit): Promise<Reply> {
  return form(visit, {});
}

export async function signIn(visit: Visit): Promise<Reply> {
  const { ports, request, now } = visit;
  const login = field(visit.form, "login", 200).toLowerCase();
  const tries = signInTries(ports);
  await tries.spend(login, request.ip ?? "");
  const staff = await ports.office.staff.members.findOne({ login }).lean<StaffMember>();
  const fits = await passwordFits(field(visit.form, "password", 400), staff?.state === "active" ? staff.password : undefined);
  if (!staff || !fits) return form(visit, { login, wrong: true });
  if (staff.totp?.since !== undefined) {
    request.session.half = { staff: staff._id, at: now };
    return { to: "/console/sign-in/code" };
  }
  await tries.forgive(login);
  return { to: await openSession(ports.office.staff, request, staff._id, now) };
}

export async function showCode(visit: Visit): Promise<Reply> {
  return visit.request.session.half ? codeForm(visit, false) : { to: "/console/sign-in" };
}

/** The second factor. The tries of the password count on, so that codes cannot be guessed either. */
export async function checkCode(visit: Visit): Promise<Reply> {
  const { ports, request, now } = visit;
  const half = request.session.half;
  if (!half || now - half.at > halfMs) return { to: "/console/sign-in", said: "sign-in:too-slow" };
  const staff = await ports.office.staff.members.findById(half.staff).lean<StaffMember>();
  if (!staff || staff.state !== "active") return { to: "/console/sign-in" };
  const tries = signInTries(ports);
  await tries.spend(staff.login, request.ip ?? "");
  if (!(await useTotp(ports.office, staff, field(visit.form, "code", 20), now))) return codeForm(visit, true);
  await tries.forgive(staff.login);
  return { to: await openSession(ports.office.staff, request, staff._id, now) };
}

/** Sends a login link to the staff member's own linked chat. The answer is the same whoever asks for whom. */
export async function sendLink(visit: Visit): Promise<Reply> {
  const { ports, request, now } = visit;
  const login = field(visit.form, "login", 200).toLowerCase();
  await signInTries(ports).spend(`link|${login}`, request.ip ?? "");
  const staff = await ports.office.staff.members.findOne({ login, state: "active" }).lean<StaffMember>();
  const base = ownAddress(request, ports.publicUrl);
  if (staff?.contact && base) {
    const secret = await makeTicket(ports.office.staff, { staff: staff._id, kind: "login", lastsMs: linkMs, now });
    await ports.office.tell({ id: `sign-in|${staff._id}|${now}`, contact: staff.contact, key: "staff-news:sign-in", params: { link: `${base}/console/link/${secret}` } });
  }
  return { to: "/console/sign-in", said: "sign-in:link-sent" };
}

/** Behind a login link: a button, because chats open links by themselves to show a preview. */
export async function showLink(visit: Visit): Promise<Reply> {
  const { ports, params, now, text, csrf } = visit;
  const ticket = await findTicket(ports.office.staff, params["secret"] ?? "", now);
  if (ticket?.kind !== "login") throw new OfficeError(404, "link-over");
  return {
    title: text("sign-in:title"),
    bare: true,
    page: (
      <form method="post" action={`/console/link/${params["secret"]}`}>
        <Csrf token={csrf} />
        <button type="submit">{text("sign-in:link-go")}</button>
      </form>
    ),
  };
}

export async function enterByLink(visit: Visit): Promise<Reply> {
  const { ports, params, now, request } = visit;
  const found = await findTicket(ports.office.staff, params["secret"] ?? "", now);
  const ticket = found?.kind === "login" ? await useTicket(ports.office.staff, params["secret"]!, now) : undefined;
  const staff = ticket && (await ports.office.staff.members.findById(ticket.staff).lean<StaffMember>());
  if (!staff || staff.state !== "active") throw new OfficeError(404, "link-over");
  if (staff.totp?.since !== undefined) {
    request.session.half = { staff: staff._id, at: now };
    return { to: "/console/sign-in/code" };
  }
  return { to: await openSession(ports.office.staff, request, staff._id, now) };
}

export async function signOut({ request }: Visit): Promise<Reply> {
  await new Promise<void>((done, fail) => request.session.destroy((error: unknown) => (error ? fail(error as Error) : done())));
  return { to: "/console/sign-in" };
}

function form({ text, csrf }: Visit, { login = "", wrong }: { login?: string; wrong?: boolean }): Reply {
  return {
    title: text("sign-in:title"),
    status: wrong ? 422 : 200,
    bare: true,
    page: (
      <>
        <form method="post" action="/console/sign-in">
          <Csrf token={csrf} />
          {wrong && <p class="error" role="alert">{text("sign-in:wrong")}</p>}
          <Field name="login" label={text("sign-in:login")}>
            <input id="login" name="login" value={login} autocomplete="username" autocapitalize="none" required />
          </Field>
          <Field name="password" label={text("sign-in:password")}>
            <input id="password" name="password" type="password" autocomplete="current-password" required />
          </Field>
          <button type="submit">{text("sign-in:go")}</button>
        </form>
        <details>
          <summary>{text("sign-in:link")}</summary>
          <form method="post" action="/console/sign-in/link">
            <Csrf token={csrf} />
            <p>{text("sign-in:link-hint")}</p>
            <Field name="link-login" label={text("sign-in:login")}>
              <input id="link-login" name="login" value={login} autocomplete="username" autocapitalize="none" required />
            </Field>
            <button type="submit" class="secondary">{text("sign-in:link-send")}</button>
          </form>
        </details>
      </>
    ),
  };
}

function codeForm({ text, csrf }: Visit, wrong: boolean): Reply {
  return {
    title: text("sign-in:code-title"),
    status: wrong ? 422 : 200,
    bare: true,
    page: (
      <form method="post" action="/console/sign-in/code">
        <Csrf token={csrf} />
        {wrong && <p class="error" role="alert">{text("office:code-wrong")}</p>}
        <Field name="code" label={text("sign-in:code")} help={text("sign-in:code-help")}>
          <input id="code" name="code" inputMode="numeric" autocomplete="one-time-code" required maxLength={20} aria-describedby="code-help" />
        </Field>
        <button type="submit">{text("sign-in:go")}</button>
      </form>
    ),
  };
}
