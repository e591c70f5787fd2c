import { passwordFits } from "../../../staff/index.ts";
import type { StaffMember } from "../../../staff/index.ts";
import { Csrf, Field } from "../layout.tsx";
import { field, type Reply, type Visit } from "../route.ts";
import { openSession } from "./open-session.ts";

export async function showSignIn(visit: Visit): Promise<Reply> {
  return form(visit, {});
}

export async function signIn(visit: Visit): Promise<Reply> {
  const { ports, request, now } = visit;
  const login = field(visit.form, "login", 200).toLowerCase();
  const staff = await ports.office.staff.members.findOne({ login }).lean<StaffMember>();
  const fits = await passwordFits(field(visit.form, "password", 400), staff?.state === "active" ? staff.password : undefined);
  if (!staff || !fits) return form(visit, { login, wrong: true });
  return { to: await openSession(request, staff._id, now) };
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
    ),
  };
}
