import { ageOfPerson, consentsOf, duesOf, duesRates, lastMonths, readPerson, timelineOf, type TimelineEntry } from "../../../office/index.ts";
import { memberStatuses, showDay, showPhone, type Due, type PersonRecord } from "../../../people/index.ts";
import { caseKinds } from "../../../cases/index.ts";
import { requestKinds, type ConsentRecord } from "../../../consent/index.ts";
import { contactParts } from "../../../core/contact-id.ts";
import { AreaField, CheckField, Facts, Fold, Form, SelectField, TextField } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import type { Reply, StaffVisit } from "../route.ts";
import { showDate, showTime } from "../show-time.ts";

const none = { values: {} };
const shownMonths = 12;

export async function showPerson(visit: StaffVisit): Promise<Reply> {
  const { desk, text, params } = visit;
  const person = await readPerson(desk, params["id"]!);
  const [timeline, dues, consents] = await Promise.all([timelineOf(desk, person), duesOf(desk, person._id), desk.can("privacy.read") ? consentsOf(desk, person) : []]);
  return {
    title: person.name,
    at: "people",
    page: (
      <div id="person" data-topic="people cases">
        <PersonFacts visit={visit} person={person} />
        {desk.can("people.write") && (
          <p class="bar">
            <a role="button" href={`/console/people/${person._id}/edit`}>{text("person:edit")}</a>
          </p>
        )}
        {desk.can("people.write") && <StatusForm visit={visit} person={person} />}
        <Dues visit={visit} person={person} dues={dues} />
        <Trainings visit={visit} person={person} />
        {desk.can("cases.advance") && <CaseForm visit={visit} person={person} />}
        {desk.can("privacy.answer") && <RequestForm visit={visit} person={person} />}
        {consents.length > 0 && <Consents visit={visit} consents={consents} />}
        <Timeline visit={visit} entries={timeline} />
        {desk.can("people.delete") && (
          <Fold title={text("person:delete")}>
            <Form action={`/console/people/${person._id}/delete`} csrf={visit.csrf} ask={text("person:delete-ask", { name: person.name })}>
              <p>{text("person:delete-hint")}</p>
              <CheckField name="chats" label={text("person:delete-chats")} checked />
              <button type="submit" class="danger">{text("person:delete")}</button>
            </Form>
          </Fold>
        )}
      </div>
    ),
  };
}

function PersonFacts({ visit: { text, desk, now }, person }: { visit: StaffVisit; person: PersonRecord }) {
  const age = ageOfPerson(person, now);
  const { birth, phone, admittedOn, statusSince } = person;
  return (
    <Facts
      pairs={[
        [text("person:standing"), `${text(`person:standing-${person.standing}`)} · ${text(`person:status-${person.status}`)}${statusSince ? ` (${showDay(statusSince)})` : ""}`],
        [text("person:branch"), desk.tree.all.get(person.branch ?? "")?.name],
        [text("person:commune"), desk.tree.all.get(person.commune)?.name],
        [text("person:birth"), birth && `${showDay(birth)}${age === undefined ? "" : ` (${text("person:age", { age })})`}`],
        [text("person:gender"), person.gender && text(`person:gender-${person.gender}`)],
        [text("person:phone"), phone && <a href={`tel:${phone}`}>{showPhone(phone)}</a>],
        [text("person:email"), person.email],
        [text("person:address"), person.address],
        [text("person:occupation"), person.occupation],
        [text("person:federation"), person.federation ? text("person:yes") : undefined],
        [text("person:member-code"), person.memberCode],
        [text("person:admitted"), admittedOn && showDay(admittedOn)],
        [text("person:tags"), person.tags.join(", ")],
        [text("person:note"), person.note],
        [text("person:chats"), [...new Set(person.contacts.map((contact) => text("link-account:channel", { channel: contactParts(contact).channel })))].join(", ")],
      ]}
    />
  );
}

function StatusForm({ visit: { text, csrf }, person }: { visit: StaffVisit; person: PersonRecord }) {
  const typed = { values: { status: person.status, standing: person.standing } };
  return (
    <Fold title={text("person:change-status")}>
      <Form action={`/console/people/${person._id}/status`} csrf={csrf} wide>
        <SelectField text={text} typed={typed} name="status" label={text("person:status")} options={memberStatuses.map((value) => ({ value, label: text(`person:status-${value}`) }))} />
        <SelectField text={text} typed={typed} name="standing" label={text("person:standing")} options={["youth", "member"].map((value) => ({ value, label: text(`person:standing-${value}`) }))} />
        <TextField text={text} typed={none} name="from" label={text("person:status-from")} help={text("person:day-help")} maxLength={30} />
        <TextField text={text} typed={none} name="decision" label={text("person:decision")} maxLength={60} />
        <button type="submit">{text("console:save")}</button>
      </Form>
    </Fold>
  );
}

function Dues({ visit, person, dues }: { visit: StaffVisit; person: PersonRecord; dues: Due[] }) {
  const { text, csrf, now, desk } = visit;
  if (person.standing !== "member") return null;
  const paid = new Set(dues.map((due) => due.month));
  const months = lastMonths(now, shownMonths);
  return (
    <Fold title={text("person:dues", { paid: months.filter((month) => paid.has(month)).length, of: shownMonths })}>
      {desk.can("people.write") ? (
        <Form action={`/console/people/${person._id}/dues`} csrf={csrf}>
          <fieldset>
            <legend>{text("person:dues-months")}</legend>
            <div class="chips">
              {months.map((month) => (
                <label>
                  <input type="checkbox" name="month" value={month} checked={paid.has(month)} disabled={paid.has(month)} /> {showDay(month)}
                </label>
              ))}
            </div>
          </fieldset>
          <SelectField text={text} typed={none} name="amount" label={text("person:dues-rate")} options={duesRates.map((rate) => ({ value: String(rate), label: text(`person:dues-${rate}`) }))} />
          <button type="submit">{text("person:dues-save")}</button>
        </Form>
      ) : null}
      {desk.can("people.write") && dues.slice(0, 3).map((due) => <ActButton action={`/console/people/${person._id}/dues/remove`} csrf={csrf} fields={{ month: due.month }} label={text("person:dues-remove", { month: showDay(due.month) })} kind="secondary" />)}
    </Fold>
  );
}

function Trainings({ visit, person }: { visit: StaffVisit; person: PersonRecord }) {
  const { text, csrf, desk } = visit;
  const periods = person.trainings.reduce((sum, one) => sum + (one.periods ?? 0), 0);
  if (person.trainings.length === 0 && !desk.can("people.write")) return null;
  return (
    <Fold title={text("person:trainings", { count: person.trainings.length, periods })}>
      <ul>
        {person.trainings.map((one, at) => (
          <li>
            {[text(`person:training-${one.kind}`), one.name, one.periods && text("person:periods", { count: one.periods }), one.certificate, one.on && showDay(one.on), one.regular ? text("person:regular") : undefined].filter(Boolean).join(" · ")}
            {desk.can("people.write") && <ActButton action={`/console/people/${person._id}/trainings/remove`} csrf={csrf} fields={{ at: String(at) }} label={text("console:remove")} kind="secondary" />}
          </li>
        ))}
      </ul>
      {desk.can("people.write") && (
        <Form action={`/console/people/${person._id}/trainings`} csrf={csrf} wide>
          <SelectField text={text} typed={none} name="kind" label={text("person:training-kind")} options={["training", "degree", "political-theory"].map((value) => ({ value, label: text(`person:training-${value}`) }))} />
          <TextField text={text} typed={none} name="training" label={text("person:training-name")} required maxLength={120} />
          <TextField text={text} typed={none} name="periods" label={text("person:training-periods")} inputMode="numeric" maxLength={4} />
          <TextField text={text} typed={none} name="certificate" label={text("person:certificate")} maxLength={60} />
          <TextField text={text} typed={none} name="on" label={text("person:training-on")} maxLength={30} />
          <CheckField name="regular" label={text("person:regular")} />
          <button type="submit">{text("person:training-add")}</button>
        </Form>
      )}
    </Fold>
  );
}

function CaseForm({ visit: { text, csrf }, person }: { visit: StaffVisit; person: PersonRecord }) {
  const fit = caseKinds.filter((kind) => (person.standing === "member" ? kind !== "admission" : kind === "admission" || kind === "residence" || kind === "transfer-in"));
  return (
    <Fold title={text("person:open-case")}>
      <Form action="/console/cases" csrf={csrf}>
        <input type="hidden" name="person" value={person._id} />
        <SelectField text={text} typed={none} name="kind" label={text("cases:kind")} options={fit.map((value) => ({ value, label: text(`case-kinds:${value}`) }))} />
        <button type="submit">{text("person:open-case")}</button>
      </Form>
    </Fold>
  );
}

function RequestForm({ visit: { text, csrf }, person }: { visit: StaffVisit; person: PersonRecord }) {
  return (
    <Fold title={text("person:open-request")}>
      <Form action="/console/privacy" csrf={csrf}>
        <input type="hidden" name="person" value={person._id} />
        <SelectField text={text} typed={none} name="request" label={text("privacy:kind")} options={requestKinds.map((value) => ({ value, label: text(`privacy:kind-${value}`) }))} />
        <AreaField text={text} typed={none} name="words" label={text("privacy:words")} />
        <button type="submit">{text("person:open-request")}</button>
      </Form>
    </Fold>
  );
}

function Consents({ visit, consents }: { visit: StaffVisit; consents: ConsentRecord[] }) {
  const { text } = visit;
  return (
    <Fold title={text("person:consents", { count: consents.length })}>
      <ul>
        {consents.map((one) => (
          <li>{text("person:consent", { purpose: text(`privacy:purpose-${one.purpose}`), at: showDate(visit, one.givenAt), words: one.words, version: one.noticeVersion, guardian: String(one.guardian) })}</li>
        ))}
      </ul>
    </Fold>
  );
}

function Timeline({ visit, entries }: { visit: StaffVisit; entries: TimelineEntry[] }) {
  const { text } = visit;
  const shown = ({ key, params }: TimelineEntry): string => {
    if (key === "status") return text("timeline:status", { standing: text(`person:standing-${params["standing"]}`), status: text(`person:status-${params["status"]}`), from: showDay(String(params["from"])), decision: params["decision"] });
    if (key === "case") return text("timeline:case", { ref: params["ref"], kind: text(`case-kinds:${params["kind"]}`), state: text(`case-stages:${params["kind"]}-${params["state"]}`) });
    if (key === "post") return text("timeline:post", { title: text(`units:post-${params["title"]}`), unit: params["unit"], to: params["to"] ? showDay(String(params["to"])) : "" });
    return text(`timeline:${key}`, params);
  };
  return (
    <section>
      <h2>{text("timeline:title")}</h2>
      {entries.length === 0 ? (
        <p>{text("timeline:empty")}</p>
      ) : (
        <ol class="timeline">
          {entries.map((entry) => (
            <li>
              <time dateTime={new Date(entry.at).toISOString()}>{showTime(visit, entry.at)}</time>
              {entry.channel && <small> {text("link-account:channel", { channel: entry.channel })}</small>}
              <div>{entry.path ? <a href={entry.path}>{shown(entry)}</a> : shown(entry)}</div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
