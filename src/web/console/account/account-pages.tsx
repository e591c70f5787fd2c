import QRCode from "qrcode";
import { beginTotp, changePassword, confirmTotp, dropTotp, endSessions, linkOwnChat, setOwnLocale, unlinkOwnChat } from "../../../office/index.ts";
import { attempt, Fold, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { openSession } from "../sign-in/open-session.ts";

const none: Typed = { values: {} };

export function accountPage(visit: StaffVisit): Promise<Reply> {
  return Promise.resolve(page(visit, none));
}

function page(visit: StaffVisit, typed: Typed, which?: "password" | "totp"): Reply {
  const { text, csrf, staff } = visit;
  return {
    title: text("console:account"),
    page: (
      <>
        <Form action="/console/account/locale" csrf={csrf}>
          <SelectField text={text} typed={{ values: { locale: staff.locale } }} name="locale" label={text("account:locale")} options={[{ value: "vi", label: "Tiếng Việt" }, { value: "en", label: "English" }]} />
          <button type="submit" class="secondary">{text("console:save")}</button>
        </Form>
        <section>
          <h2>{text("account:chat")}</h2>
          <p>{text(staff.contact ? "account:chat-linked" : "account:chat-hint")}</p>
          {staff.contact ? <ActButton action="/console/account/chat/unlink" csrf={csrf} label={text("account:chat-unlink")} kind="secondary" /> : <ActButton action="/console/account/chat" csrf={csrf} label={text("account:chat-link")} />}
        </section>
        <section>
          <h2>{text("account:totp")}</h2>
          <p>{text(staff.totp?.since === undefined ? "account:totp-hint" : "account:totp-on")}</p>
          {staff.totp?.since === undefined ? (
            <ActButton action="/console/account/totp" csrf={csrf} label={text("account:totp-begin")} />
          ) : (
            <Fold title={text("account:totp-drop")} open={which === "totp"}>
              <Form action="/console/account/totp/drop" csrf={csrf}>
                {which === "totp" && <Problem text={text} typed={typed} />}
                <TextField text={text} typed={which === "totp" ? typed : none} name="password" label={text("sign-in:password")} type="password" required autocomplete="current-password" />
                <button type="submit" class="danger">{text("account:totp-drop")}</button>
              </Form>
            </Fold>
          )}
        </section>
        <section>
          <Fold title={text("account:password")} open={which === "password"}>
            <Form action="/console/account/password" csrf={csrf}>
              {which === "password" && <Problem text={text} typed={typed} />}
              <TextField text={text} typed={typed} name="old" label={text("account:old")} type="password" required autocomplete="current-password" />
              <TextField text={text} typed={typed} name="fresh" label={text("sign-in:new-password")} type="password" required autocomplete="new-password" help={text("sign-in:password-help", { least: 10 })} />
              <button type="submit">{text("console:save")}</button>
            </Form>
          </Fold>
          <ActButton action="/console/account/sessions" csrf={csrf} label={text("account:sessions")} kind="secondary" ask={text("account:sessions-ask")} />
        </section>
      </>
    ),
  };
}

export async function saveLocale(visit: StaffVisit): Promise<Reply> {
  await setOwnLocale(visit.desk, field(visit.form, "locale", 2));
  return { to: "/console/account" };
}

export function savePassword(visit: StaffVisit): Promise<Reply> {
  const { ports, desk, form, request, staff, now } = visit;
  return attempt(
    async () => {
      await changePassword(desk, { old: field(form, "old", 400), fresh: field(form, "fresh", 400) });
      await openSession(ports.office.staff, request, staff._id, now);
      return { to: "/console/account", said: "account:saved" };
    },
    (wrong) => page(visit, { values: { old: "", fresh: "" }, wrong }, "password"),
  );
}

export async function endOtherSessions(visit: StaffVisit): Promise<Reply> {
  await endSessions(visit.desk);
  await openSession(visit.ports.office.staff, visit.request, visit.staff._id, visit.now);
  return { to: "/console/account", said: "account:sessions-ended" };
}

export async function startTotp(visit: StaffVisit): Promise<Reply> {
  return totpPage(visit, await beginTotp(visit.desk), none);
}

async function totpPage({ text, csrf }: StaffVisit, { address, secret }: { address: string; secret: string }, typed: Typed): Promise<Reply> {
  const picture = await QRCode.toDataURL(address, { margin: 1, width: 220 });
  return {
    title: text("account:totp"),
    page: (
      <Form action="/console/account/totp/confirm" csrf={csrf}>
        <p>{text("account:totp-scan")}</p>
        <p><img src={picture} width={220} height={220} alt={text("account:totp-picture")} /></p>
        <p><code>{secret}</code></p>
        <Problem text={text} typed={typed} />
        <TextField text={text} typed={typed} name="code" label={text("account:totp-code")} inputMode="numeric" required autocomplete="one-time-code" maxLength={7} />
        <button type="submit">{text("account:totp-confirm")}</button>
      </Form>
    ),
  };
}

export function finishTotp(visit: StaffVisit): Promise<Reply> {
  const { desk, form, text } = visit;
  return attempt(
    async (): Promise<Reply> => {
      const codes = await confirmTotp(desk, field(form, "code", 10));
      return {
        title: text("account:recovery"),
        page: (
          <>
            <p>{text("account:recovery-hint")}</p>
            <ul>{codes.map((code) => <li><code>{code}</code></li>)}</ul>
            <a role="button" href="/console/account">{text("account:recovery-done")}</a>
          </>
        ),
      };
    },
    async (wrong) => totpPage(visit, await beginTotp(desk), { values: { code: "" }, wrong }),
  );
}

export function endTotp(visit: StaffVisit): Promise<Reply> {
  return attempt(
    async () => {
      await dropTotp(visit.desk, field(visit.form, "password", 400));
      return { to: "/console/account", said: "account:saved" };
    },
    (wrong) => page(visit, { values: { password: "" }, wrong }, "totp"),
  );
}

export async function linkChat(visit: StaffVisit): Promise<Reply> {
  const { text, desk } = visit;
  const code = await linkOwnChat(desk);
  return {
    title: text("account:chat"),
    page: (
      <>
        <p>{text("account:chat-send")}</p>
        <p><input readOnly value={text("account:chat-words", { code })} aria-label={text("account:chat")} data-copy /></p>
        <a role="button" href="/console/account">{text("staff:link-done")}</a>
      </>
    ),
  };
}

export async function unlinkChat(visit: StaffVisit): Promise<Reply> {
  await unlinkOwnChat(visit.desk);
  return { to: "/console/account", said: "account:saved" };
}
