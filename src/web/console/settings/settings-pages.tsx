import { createHook, createToken, deleteHook, listHooks, listTokens, OfficeError, revokeToken, switchHook, tokenRights } from "../../../office/index.ts";
import { AreaField, attempt, CheckField, Fold, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import { field, list, type Reply, type StaffVisit } from "../route.ts";
import { showDate, showTime } from "../show-time.ts";
import { communeOptions } from "../units-select.ts";

export async function settingsPage(visit: StaffVisit): Promise<Reply> {
  return page(visit, { values: {} });
}

async function page(visit: StaffVisit, typed: Typed, which?: "token" | "hook"): Promise<Reply> {
  const { text, desk, csrf, now } = visit;
  const [tokens, hooks] = await Promise.all([listTokens(desk), listHooks(desk)]);
  const communes = communeOptions(desk, "settings.write");
  const own = (one: "token" | "hook") => ({ text, typed: which === one ? typed : { values: {} } });
  return {
    title: text("settings:title"),
    at: "settings",
    page: (
      <>
        <section>
          <h2>{text("settings:tokens")}</h2>
          <p>{text("settings:tokens-hint")} <a href="/api/v1/docs">API</a></p>
          <ul class="rows">
            {tokens.map((token) => (
              <li class="request">
                <p>
                  <strong>{token.name}</strong> <code>{token._id}</code>
                  <br />
                  <small>{[token.grants.map((grant) => desk.tree.all.get(grant.unit ?? "")?.name ?? text("settings:everything")).join(", "), text("settings:rights-count", { count: token.rights.length }), token.lastUsedAt ? text("settings:used", { at: showTime(visit, token.lastUsedAt) }) : text("settings:unused"), token.revokedAt !== undefined ? text("settings:revoked") : token.expiresAt !== undefined ? text(token.expiresAt < now ? "settings:expired" : "settings:expires", { at: showDate(visit, token.expiresAt) }) : undefined].filter(Boolean).join(" · ")}</small>
                </p>
                {token.revokedAt === undefined && <ActButton action={`/console/settings/tokens/${token._id}/revoke`} csrf={csrf} label={text("settings:revoke")} about={token.name} kind="secondary" ask={text("settings:revoke-ask", { name: token.name })} />}
              </li>
            ))}
          </ul>
          <Fold title={text("settings:token-add")} open={which === "token"}>
            <Form action="/console/settings/tokens" csrf={csrf}>
              {which === "token" && <Problem text={text} typed={typed} />}
              <TextField {...own("token")} name="name" label={text("settings:name")} required maxLength={80} />
              <SelectField {...own("token")} name="unit" label={text("settings:where")} none={text("settings:everything")} options={communes} />
              <TextField {...own("token")} name="days" label={text("settings:days")} help={text("settings:days-help")} inputMode="numeric" maxLength={4} />
              <fieldset>
                <legend>{text("settings:rights")}</legend>
                {tokenRights.map((right) => <CheckField name="right" value={right} label={right} />)}
              </fieldset>
              <button type="submit">{text("settings:token-add")}</button>
            </Form>
          </Fold>
        </section>
        <section>
          <h2>{text("settings:hooks")}</h2>
          <p>{text("settings:hooks-hint")}</p>
          <ul class="rows">
            {hooks.map((hook) => (
              <li class={hook.active ? "request" : "request late"}>
                <p>
                  <strong>{hook.name}</strong> <code>{hook.url}</code>
                  <br />
                  <small>{[hook.events.join(", "), hook.active ? undefined : text(hook.off ? `settings:off-${hook.off}` : "settings:off"), text("settings:waiting", { count: hook.waiting }), hook.last && text(`settings:last-${hook.last.state}`, { at: showTime(visit, hook.last.sentAt ?? hook.last.createdAt), status: String(hook.last.lastStatus ?? hook.last.lastError ?? "") })].filter(Boolean).join(" · ")}</small>
                </p>
                <ActButton action={`/console/settings/hooks/${hook._id}/${hook.active ? "off" : "on"}`} csrf={csrf} label={text(hook.active ? "settings:switch-off" : "settings:switch-on")} about={hook.name} kind="secondary" />
                <ActButton action={`/console/settings/hooks/${hook._id}/delete`} csrf={csrf} label={text("console:remove")} about={hook.name} kind="secondary" ask={text("settings:hook-delete-ask", { name: hook.name })} />
              </li>
            ))}
          </ul>
          <Fold title={text("settings:hook-add")} open={which === "hook"}>
            <Form action="/console/settings/hooks" csrf={csrf}>
              {which === "hook" && <Problem text={text} typed={typed} />}
              <TextField {...own("hook")} name="name" label={text("settings:name")} required maxLength={80} />
              <TextField {...own("hook")} name="url" label={text("settings:url")} help={text("settings:url-help")} type="url" required maxLength={500} />
              <SelectField {...own("hook")} name="commune" label={text("settings:where")} none={text("settings:everything")} options={communes} />
              <AreaField text={text} typed={which === "hook" ? typed : { values: { events: "person.created\nperson.changed\ncase.moved" } }} name="events" label={text("settings:events")} help={text("settings:events-help")} />
              <button type="submit">{text("settings:hook-add")}</button>
            </Form>
          </Fold>
        </section>
      </>
    ),
  };
}

/** Shown once: it is kept nowhere in a form that could be shown again. */
function secretPage({ text }: StaffVisit, title: string, secret: string): Reply {
  return {
    title: text(title),
    at: "settings",
    page: (
      <>
        <p>{text("settings:secret-hint")}</p>
        <p><input readOnly value={secret} aria-label={text(title)} data-copy /></p>
        <a role="button" href="/console/settings">{text("staff:link-done")}</a>
      </>
    ),
  };
}

export function addToken(visit: StaffVisit): Promise<Reply> {
  const { desk, form, text } = visit;
  const values = { name: field(form, "name", 100), unit: field(form, "unit", 60), days: field(form, "days", 5) };
  return attempt(
    async () => secretPage(visit, "settings:token-made", (await createToken(desk, { name: values.name, rights: list(form, "right"), ...(values.unit ? { unit: values.unit } : {}), ...(values.days ? { days: Number(values.days) } : {}) })).secret),
    (wrong, error: OfficeError) => page(visit, { values, wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`) }) }, "token"),
  );
}

export async function dropToken(visit: StaffVisit): Promise<Reply> {
  await revokeToken(visit.desk, visit.params["id"]!);
  return { to: "/console/settings", said: "settings:saved" };
}

export function addHook(visit: StaffVisit): Promise<Reply> {
  const { desk, form } = visit;
  const values = { name: field(form, "name", 100), url: field(form, "url", 600), commune: field(form, "commune", 60), events: field(form, "events", 2000) };
  return attempt(
    async () => secretPage(visit, "settings:hook-made", (await createHook(desk, { name: values.name, url: values.url, events: values.events.split(/[\s,]+/).filter(Boolean), ...(values.commune ? { commune: values.commune } : {}) })).secret),
    (wrong) => page(visit, { values, wrong }, "hook"),
  );
}

export async function hookOn(visit: StaffVisit): Promise<Reply> {
  await switchHook(visit.desk, visit.params["id"]!, true);
  return { to: "/console/settings", said: "settings:saved" };
}

export async function hookOff(visit: StaffVisit): Promise<Reply> {
  await switchHook(visit.desk, visit.params["id"]!, false);
  return { to: "/console/settings", said: "settings:saved" };
}

export async function dropHook(visit: StaffVisit): Promise<Reply> {
  await deleteHook(visit.desk, visit.params["id"]!);
  return { to: "/console/settings", said: "settings:saved" };
}
