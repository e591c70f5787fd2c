import type { AudienceQuery, Broadcast } from "../../../broadcasts/index.ts";
import { purposes } from "../../../broadcasts/index.ts";
import { localTime } from "../../../lib/local-time.ts";
import { createDraft, inputOf, longestNotice, OfficeError, readActivity, readOwnNotice, savedAudiences, saveAudience, updateDraft } from "../../../office/index.ts";
import { AreaField, attempt, CheckField, Fold, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { field, type Fields, type Reply, type StaffVisit } from "../route.ts";
import { branchOptions, communeOptions } from "../units-select.ts";
import { AudienceFields, audienceChoices, audienceOf } from "./audience-fields.tsx";

const names = ["vi", "en", "purpose", "commune", "fallbackName", "button", "buttonFlow", "buttonValue", "at", "repeat", "perMinute", "expiresAt", "urgent", "saveAs"] as const;
/** Flows a notice's button may open; a gathering is the one that is ticked. */
const buttonFlows = ["", "activities", "register-dialogue", "join-club", "ask-question", "remind-me", "menu"] as const;

export async function newNotice(visit: StaffVisit): Promise<Reply> {
  const activity = field(visit.query, "activity", 40);
  if (activity) return inviteTo(visit, activity);
  const saved = (await savedAudiences(visit.desk)).find((one) => one._id === field(visit.query, "audience", 40));
  return form(visit, { values: { purpose: "news" } }, saved?.query, "/console/broadcasts");
}

/** To an activity: its units, and the button under which people register. */
async function inviteTo(visit: StaffVisit, id: string): Promise<Reply> {
  const { desk, text } = visit;
  const { units, registration } = await readActivity(desk, id);
  const [branches, communes] = [branchOptions(desk, "broadcasts.write").map((one) => one.value), communeOptions(desk, "broadcasts.write")];
  const own = units.filter((unit) => branches.includes(unit));
  const whole = communes.length === 1 && units.includes(communes[0]!.value);
  const values = { purpose: "activities", buttonFlow: "activities", buttonValue: id, button: text(registration ? "broadcasts:invite-register" : "broadcasts:invite-look") };
  return form(visit, { values }, whole ? { everyone: true } : own.length > 0 ? { units: own } : undefined, "/console/broadcasts");
}

export function addNotice(visit: StaffVisit): Promise<Reply> {
  const audience = audienceOf(visit.form);
  return attempt(
    async () => {
      const draft = await createDraft(visit.desk, inputFrom(visit, audience, true));
      await keepAudience(visit, audience);
      return { to: `/console/broadcasts/${draft._id}`, said: "broadcasts:counting-said" };
    },
    (wrong, error) => form(visit, typedIn(visit.form, wrong, error, visit), audience, "/console/broadcasts"),
  );
}

export async function editNotice(visit: StaffVisit): Promise<Reply> {
  const draft = await readOwnNotice(visit.desk, visit.params["id"]!, "broadcasts.write");
  return form(visit, { values: valuesOf(visit, draft) }, draft.audience, `/console/broadcasts/${draft._id}`, draft);
}

export async function saveNotice(visit: StaffVisit): Promise<Reply> {
  const draft = await readOwnNotice(visit.desk, visit.params["id"]!, "broadcasts.write");
  const audience = audienceOf(visit.form);
  return attempt(
    async () => {
      await updateDraft(visit.desk, draft._id, inputFrom(visit, audience, false), Number(field(visit.form, "version", 12)));
      await keepAudience(visit, audience);
      return { to: `/console/broadcasts/${draft._id}`, said: "broadcasts:counting-said" };
    },
    (wrong, error) => form(visit, typedIn(visit.form, wrong, error, visit), audience, `/console/broadcasts/${draft._id}`, { ...draft, version: Number(field(visit.form, "version", 12)) }),
  );
}

async function keepAudience({ desk, form: sent }: StaffVisit, query: AudienceQuery): Promise<void> {
  const name = field(sent, "saveAs", 60);
  if (name) await saveAudience(desk, { name, query, ...(field(sent, "commune", 60) ? { commune: field(sent, "commune", 60) } : {}) });
}

function inputFrom({ form: sent, desk }: StaffVisit, audience: AudienceQuery, whole: boolean): Record<string, unknown> {
  const zone = desk.ports.timeZone;
  const time = (name: string): number | undefined => {
    const typed = field(sent, name, 20);
    if (!typed) return undefined;
    const at = localTime(typed, zone);
    if (at === undefined) throw new OfficeError(422, "fields-wrong", { fields: { [name]: "time-wrong" } });
    return at;
  };
  const [label, flow, value, perMinute, repeat] = [field(sent, "button", 60), field(sent, "buttonFlow", 40), field(sent, "buttonValue", 40), field(sent, "perMinute", 7), field(sent, "repeat", 6)];
  if (perMinute && !/^\d+$/.test(perMinute)) throw new OfficeError(422, "fields-wrong", { fields: { perMinute: "field-wrong" } });
  const timing = { at: time("at"), expiresAt: time("expiresAt"), repeat: repeat ? { every: repeat } : undefined, urgent: field(sent, "urgent", 1) === "1" ? true : undefined, perMinute: perMinute ? Number(perMinute) : undefined };
  return defined({
    commune: whole && field(sent, "commune", 60) ? field(sent, "commune", 60) : undefined,
    purpose: field(sent, "purpose", 20),
    texts: defined({ vi: field(sent, "vi", longestNotice + 1), en: field(sent, "en", longestNotice + 1) || undefined }),
    fallbacks: field(sent, "fallbackName", 60) ? { name: field(sent, "fallbackName", 60) } : {},
    buttons: flow ? [defined({ flow, label, value: value || undefined })] : [],
    audience,
    // What a changed form leaves empty is taken away.
    ...(whole ? timing : Object.fromEntries(Object.entries(timing).map(([name, value]) => [name, value ?? null]))),
  });
}

function typedIn(sent: Fields, wrong: Record<string, string>, error: OfficeError, { text }: StaffVisit): Typed {
  return { values: Object.fromEntries(names.map((name) => [name, field(sent, name, longestNotice + 1)])), wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`, error.params) }) };
}

function valuesOf({ desk }: StaffVisit, draft: Broadcast): Typed["values"] {
  const { texts, purpose, fallbacks, buttons, at, repeat, perMinute, urgent, expiresAt } = inputOf(draft);
  const local = (time: number | undefined) => (time === undefined ? "" : new Intl.DateTimeFormat("sv-SE", { timeZone: desk.ports.timeZone, dateStyle: "short", timeStyle: "short" }).format(time).replace(" ", "T"));
  return {
    vi: texts.vi, en: texts.en ?? "", purpose, fallbackName: fallbacks?.name ?? "", button: buttons?.[0]?.label ?? "", buttonFlow: buttons?.[0]?.flow ?? "", buttonValue: buttons?.[0]?.value ?? "",
    at: local(at), expiresAt: local(expiresAt), repeat: repeat?.every ?? "", perMinute: perMinute === undefined ? "" : String(perMinute), urgent: urgent ? "1" : "",
  };
}

async function form(visit: StaffVisit, typed: Typed, query: AudienceQuery | undefined, action: string, draft?: Broadcast): Promise<Reply> {
  const { text, csrf, desk } = visit;
  const base = { text, typed };
  const [choices, saved, communes] = [await audienceChoices(visit), await savedAudiences(desk), communeOptions(desk, "broadcasts.write")];
  return {
    title: text(draft ? "broadcasts:edit" : "broadcasts:new"),
    at: "broadcasts",
    page: (
      <>
        {!draft && saved.length > 0 && (
          <ul class="chips" aria-label={text("broadcasts:saved")}>{saved.map((one) => <li><a href={`/console/broadcasts/new?audience=${one._id}`}>{one.name}</a></li>)}</ul>
        )}
        <Form action={action} csrf={csrf}>
          <Problem {...base} />
          {draft && <input type="hidden" name="version" value={draft.version} />}
          {!draft && communes.length > 1 && <SelectField {...base} name="commune" label={text("person:commune")} options={communes} {...(desk.scope("broadcasts.write").all ? { none: text("broadcasts:all-communes") } : {})} />}
          <AreaField {...base} name="vi" label={text("broadcasts:text")} help={text("broadcasts:text-help")} rows={6} required maxLength={longestNotice} />
          <SelectField {...base} name="purpose" label={text("broadcasts:purpose")} help={text("broadcasts:purpose-help")} options={purposes.map((value) => ({ value, label: text(`broadcasts:purpose-${value}`) }))} />
          <AudienceFields visit={visit} choices={choices} query={query} />
          <Fold title={text("broadcasts:more")} open={Boolean(typed.values["en"] || typed.values["buttonFlow"])}>
            <AreaField {...base} name="en" label={text("broadcasts:text-en")} rows={4} maxLength={longestNotice} />
            <TextField {...base} name="fallbackName" label={text("broadcasts:fallback-name")} help={text("broadcasts:fallback-help")} maxLength={60} />
            <SelectField {...base} name="buttonFlow" label={text("broadcasts:button-flow")} options={buttonFlows.map((value) => ({ value, label: text(`broadcasts:button-${value || "none"}`) }))} />
            <TextField {...base} name="button" label={text("broadcasts:button")} maxLength={20} />
            <TextField {...base} name="buttonValue" label={text("broadcasts:button-value")} help={text("broadcasts:button-value-help")} maxLength={28} />
          </Fold>
          <Fold title={text("broadcasts:timing")} open={["at", "repeat", "perMinute", "urgent"].some((name) => Boolean(typed.values[name]) || Boolean(typed.wrong?.[name]))}>
            <TimeField {...base} name="at" label={text("broadcasts:at")} help={text("broadcasts:at-help")} />
            <SelectField {...base} name="repeat" label={text("broadcasts:repeat")} options={["", "week", "month", "year"].map((value) => ({ value, label: text(`broadcasts:repeat-${value || "never"}`) }))} />
            <TimeField {...base} name="expiresAt" label={text("broadcasts:expires")} help={text("broadcasts:expires-help")} />
            <TextField {...base} name="perMinute" label={text("broadcasts:per-minute")} inputMode="numeric" maxLength={6} />
            <CheckField name="urgent" label={text("broadcasts:urgent")} checked={typed.values["urgent"] === "1"} />
          </Fold>
          <TextField {...base} name="saveAs" label={text("broadcasts:save-audience")} maxLength={60} />
          <button type="submit">{text("broadcasts:count")}</button>
        </Form>
      </>
    ),
  };
}

function TimeField({ text, typed, name, label, help }: { text: StaffVisit["text"]; typed: Typed; name: string; label: string; help?: string }) {
  const error = typed.wrong?.[name];
  return (
    <label class={error ? "field wrong" : "field"}>
      {label}
      <input type="datetime-local" name={name} value={typed.values[name] ?? ""} />
      {help && <small>{help}</small>}
      {error && <small class="error">{text(`office:${error}`)}</small>}
    </label>
  );
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

