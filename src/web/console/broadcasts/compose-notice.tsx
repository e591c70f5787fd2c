import { purposes, type AudienceQuery, type Broadcast } from "../../../broadcasts/index.ts";
import { createDraft, inputOf, longestNotice, OfficeError, readOwnNotice, savedAudienceInput, savedAudiences, saveAudience, updateDraft } from "../../../office/index.ts";
import { AreaField, attempt, CheckField, Fold, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { field, list, type Fields, type Reply, type StaffVisit } from "../route.ts";
import { aboutGathering, suggested, type AboutGathering } from "./about-gathering.ts";
import { alsoOffering, audienceChoices } from "./audience-choices.ts";
import { AudienceFields, audienceOf } from "./audience-fields.tsx";
import { buttonFields, buttonMistakes, ButtonRows } from "./button-rows.tsx";
import { beyondForm, joined, without } from "./kept-criteria.ts";
import { KeptFields } from "./kept-fields.tsx";
import { noticeFields, noticeFrom, valuesOf } from "./notice-fields.ts";
import { hostAmong, placeAmong, PlaceField, placeIn, placeMistake, placeOptions, placeSaid } from "./place-field.tsx";
import { rhythms } from "./repeat-fields.ts";

/** What an audience was before it was changed here: of the draft, or a saved one that was chosen. */
type Before = { draft?: Broadcast; saved?: { _id: string; query: AudienceQuery }; about?: AboutGathering | undefined };

export async function newNotice(visit: StaffVisit): Promise<Reply> {
  const saved = (await savedAudiences(visit.desk)).find((one) => one._id === field(visit.query, "audience", 40));
  const about = saved ? undefined : await aboutGathering(visit);
  const options = await placeOptions(visit.desk);
  const place = saved ? placeAmong(options, saved) : about && hostAmong(options, about.host);
  return form(visit, { values: { ...(about?.values ?? { purpose: "news" }), place: place?.value } }, saved?.query ?? about?.query, { ...(saved ? { saved } : {}), about });
}

export function addNotice(visit: StaffVisit): Promise<Reply> {
  let before: Before = {};
  return attempt(
    async () => {
      const from = field(visit.form, "from", 40);
      const saved = from ? (await savedAudiences(visit.desk)).find((one) => one._id === from) : undefined;
      // Gone meanwhile with what the form did not show: without it the notice would go to more people than were meant.
      if (from && !saved) throw new OfficeError(409, "changed-meanwhile");
      before = saved ? { saved } : {};
      const audience = await wholeAudience(visit, saved?.query);
      checkName(visit);
      const draft = await createDraft(visit.desk, noticeFrom(visit, audience));
      return keepAudience(visit, audience, draft._id, placeIn(visit.form));
    },
    (wrong, error) => form(visit, typedIn(visit.form, wrong, error, visit), audienceOf(visit.form), before),
  );
}

export async function editNotice(visit: StaffVisit): Promise<Reply> {
  const draft = await readOwnNotice(visit.desk, visit.params["id"]!, "broadcasts.write");
  return form(visit, { values: valuesOf(visit, draft) }, draft.audience, { draft });
}

export async function saveNotice(visit: StaffVisit): Promise<Reply> {
  const draft = await readOwnNotice(visit.desk, visit.params["id"]!, "broadcasts.write");
  const version = Number(field(visit.form, "version", 12));
  return attempt(
    async () => {
      const audience = await wholeAudience(visit, inputOf(draft).audience);
      checkName(visit);
      await updateDraft(visit.desk, draft._id, noticeFrom(visit, audience, draft), version);
      return keepAudience(visit, audience, draft._id, placeIn({ place: placeAmong(await placeOptions(visit.desk), draft)?.value ?? "" }));
    },
    (wrong, error) => form(visit, typedIn(visit.form, wrong, error, visit), audienceOf(visit.form), { draft: { ...draft, version } }),
  );
}

/** The ticks with what the form could not show and nobody dropped. */
async function wholeAudience(visit: StaffVisit, before: AudienceQuery | undefined): Promise<AudienceQuery> {
  const ticked = audienceOf(visit.form);
  return before ? joined(ticked, without(beyondForm(before, await audienceChoices(visit)), list(visit.form, "drop"))) : ticked;
}

/** Before anything is written: once the draft is there, the same form sent again would be a second one. */
function checkName({ form: sent }: StaffVisit): void {
  const name = field(sent, "saveAs", 61);
  const checked = savedAudienceInput.shape.name.safeParse(name);
  if (name && !checked.success) throw new OfficeError(422, "fields-wrong", { fields: { saveAs: checked.error.issues[0]!.message } });
}

/** Keeps the audience under its name. The notice is written already: where that fails, it is said on its page. */
async function keepAudience({ desk, form: sent, text }: StaffVisit, query: AudienceQuery, id: string, place: ReturnType<typeof placeIn>): Promise<Reply> {
  const [name, to] = [field(sent, "saveAs", 60), `/console/broadcasts/${id}`];
  if (name) {
    try {
      await saveAudience(desk, { name, query, ...place });
    } catch (error) {
      if (!(error instanceof OfficeError)) throw error;
      const why = Object.values(error.fields)[0] ?? error.key;
      return { to, said: "broadcasts:audience-not-kept", params: { why: text(`office:${why}`) } };
    }
  }
  return { to, said: "broadcasts:counting-said" };
}

function typedIn(sent: Fields, wrong: Record<string, string>, error: OfficeError, { text }: StaffVisit): Typed {
  const values = Object.fromEntries([...noticeFields, ...buttonFields].map((name) => [name, field(sent, name, longestNotice + 1)]));
  return { values, wrong: placeMistake(buttonMistakes(sent, wrong)), ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`, error.params) }) };
}

const timing = ["at", "repeat", "until", "perMinute", "urgent", "expiresAt"] as const;

async function form(visit: StaffVisit, typed: Typed, query: AudienceQuery | undefined, { draft, saved: chosen, about }: Before): Promise<Reply> {
  const { text, csrf, desk } = visit;
  const base = { text, typed };
  const [offered, saved, places] = [await audienceChoices(visit), await savedAudiences(desk), await placeOptions(desk)];
  const choices = query && !draft && !chosen ? await alsoOffering(visit, offered, query) : offered;
  const before = draft ? inputOf(draft).audience : chosen?.query;
  const kept = before ? beyondForm(before, choices) : {};
  const own = draft && placeSaid(places, draft);
  const filled = (names: readonly string[]) => names.some((name) => Boolean(typed.values[name]) || Boolean(typed.wrong?.[name]));
  return {
    title: text(draft ? "broadcasts:edit" : "broadcasts:new"),
    at: "broadcasts",
    page: (
      <>
        {!draft && !about && saved.length > 0 && (
          <ul class="chips" aria-label={text("broadcasts:saved")}>{saved.map((one) => <li><a href={`/console/broadcasts/new?audience=${one._id}`} aria-current={one._id === chosen?._id ? "true" : undefined}>{one.name}</a></li>)}</ul>
        )}
        {about && <ul class="chips" aria-label={text("broadcasts:audience")}>{suggested.map((to) => <li><a href={`${about.path}&to=${to}`} aria-current={to === about.to ? "true" : undefined}>{text(`broadcasts:about-to-${to}`)}</a></li>)}</ul>}
        <Form action={draft ? `/console/broadcasts/${draft._id}` : "/console/broadcasts"} csrf={csrf}>
          <Problem {...base} />
          {draft && <input type="hidden" name="version" value={draft.version} />}
          {chosen && <input type="hidden" name="from" value={chosen._id} />}
          {own && <p class="quiet">{text("broadcasts:place")}: {own}</p>}
          {!draft && <PlaceField visit={visit} typed={typed} options={places} />}
          <AreaField {...base} name="vi" label={text("broadcasts:text")} help={text("broadcasts:text-help")} rows={6} required maxLength={longestNotice} />
          <SelectField {...base} name="purpose" label={text("broadcasts:purpose")} help={text("broadcasts:purpose-help")} options={purposes.map((value) => ({ value, label: text(`broadcasts:purpose-${value}`) }))} />
          <AudienceFields visit={visit} choices={choices} query={query} />
          {await KeptFields({ visit, kept, dropped: list(visit.form, "drop") })}
          <Fold title={text("broadcasts:buttons")} open={filled(buttonFields)}>
            <ButtonRows visit={visit} typed={typed} choices={choices} />
          </Fold>
          <Fold title={text("broadcasts:more")} open={filled(["en", "fallbackName", "fallbackBranch", "fallbackUnit"])}>
            <AreaField {...base} name="en" label={text("broadcasts:text-en")} rows={4} maxLength={longestNotice} />
            <TextField {...base} name="fallbackName" label={text("broadcasts:fallback-name")} help={text("broadcasts:fallback-help")} maxLength={60} />
            <TextField {...base} name="fallbackBranch" label={text("broadcasts:fallback-branch")} maxLength={60} />
            <TextField {...base} name="fallbackUnit" label={text("broadcasts:fallback-unit")} maxLength={60} />
          </Fold>
          <Fold title={text("broadcasts:timing")} open={filled(timing.filter((name) => name !== "expiresAt")) || Boolean(typed.wrong?.["expiresAt"])}>
            <TimeField {...base} name="at" label={text("broadcasts:at")} help={text("broadcasts:at-help")} />
            <SelectField {...base} name="repeat" label={text("broadcasts:repeat")} help={text("broadcasts:repeat-help")} options={rhythms.map((value) => ({ value, label: text(`broadcasts:repeat-${value || "never"}`) }))} />
            <TextField {...base} name="until" type="date" label={text("broadcasts:until")} help={text("broadcasts:until-help")} />
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
