import { caseFields, stagesOf, waysOn, type Case, type CaseAnswer } from "../../../cases/index.ts";
import { advanceCase, assignCase, noteCase, OfficeError, readCase } from "../../../office/index.ts";
import { reaches, type StaffMember } from "../../../staff/index.ts";
import { showDay } from "../../../people/index.ts";
import { AreaField, attempt, Facts, Fold, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showDate, showTime } from "../show-time.ts";
import { branchOptions } from "../units-select.ts";

const answers: readonly CaseAnswer[] = ["on", "until", "introducer", "votes", "decision", "memberCode", "branch", "note"];
const isDay = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value);

export async function showCase(visit: StaffVisit): Promise<Reply> {
  return page(visit, await readCase(visit.desk, visit.params["id"]!), { values: {} });
}

async function page(visit: StaffVisit, one: Case, typed: Typed): Promise<Reply> {
  const { text, desk, now, csrf } = visit;
  const late = one.open && one.dueAt !== undefined && one.dueAt < now;
  const owners = await staffOf(visit, one);
  const nameOf = (id: string) => owners.find((staff) => staff._id === id)?.name ?? (id === "chat" ? text("cases:by-chat") : text("cases:by-staff"));
  const advance = desk.can("cases.advance") && reaches(desk.scope("cases.advance"), one);
  return {
    title: `${text(`case-kinds:${one.kind}`)}: ${one.data.name ?? one.ref}`,
    at: "cases",
    page: (
      <div id="case" data-topic="cases">
        <p class={late ? "error" : undefined}>
          <strong>{text(`case-stages:${one.kind}-${one.state}`)}</strong>
          {one.open && one.dueAt !== undefined && <> · {text(late ? "cases:was-due" : "cases:due", { at: showDate(visit, one.dueAt) })}</>}
        </p>
        <Road visit={visit} one={one} />
        {advance && one.open && <Steps visit={visit} one={one} typed={typed} />}
        <Facts
          pairs={[
            [text("cases:ref"), one.ref],
            ...caseFields.map((name) => [text(`cases:field-${name}`), one.data[name]] as const),
            [text("person:branch"), desk.tree.all.get(one.branch ?? "")?.name],
            [text("cases:person"), one.person && <a href={`/console/people/${one.person}`}>{text("cases:see-person")}</a>],
            [text("cases:told"), one.contact ? text("cases:told-yes") : text("cases:told-no")],
          ]}
        />
        {advance && (
          <Fold title={text("cases:owner", { name: one.owner ? nameOf(one.owner) : text("cases:nobody") })}>
            <Form action={`/console/cases/${one._id}/owner`} csrf={csrf}>
              <SelectField text={text} typed={{ values: { owner: one.owner } }} name="owner" label={text("cases:owner-choose")} none={text("cases:nobody")} options={owners.map((staff) => ({ value: staff._id, label: staff.name }))} />
              <button type="submit">{text("console:save")}</button>
            </Form>
          </Fold>
        )}
        <section>
          <h2>{text("cases:history")}</h2>
          <ol class="timeline">
            {one.steps.toReversed().map((step) => (
              <li>
                <time dateTime={new Date(step.at).toISOString()}>{showTime(visit, step.at)}</time> {text(`case-stages:${one.kind}-${step.to}`)} <small>{nameOf(step.by)}</small>
                {step.answers && <div>{Object.entries(step.answers).map(([name, value]) => `${text(`cases:answer-${name}`)}: ${name === "branch" ? (desk.tree.all.get(value)?.name ?? value) : isDay(value) ? showDay(value) : value}`).join(" · ")}</div>}
                {step.reason && <div>{step.reason}</div>}
              </li>
            ))}
          </ol>
          {one.notes.map((note) => (
            <blockquote>
              {note.text} <small>{nameOf(note.by)}, {showTime(visit, note.at)}</small>
            </blockquote>
          ))}
          {advance && (
            <Fold title={text("cases:note-add")}>
              <Form action={`/console/cases/${one._id}/notes`} csrf={csrf}>
                <AreaField text={text} typed={{ values: {} }} name="remark" label={text("cases:note-text")} required />
                <button type="submit">{text("console:save")}</button>
              </Form>
            </Fold>
          )}
        </section>
      </div>
    ),
  };
}

/** The stages one after another, where it stands marked. */
function Road({ visit: { text }, one }: { visit: StaffVisit; one: Case }) {
  return (
    <ol class="road">
      {[...stagesOf(one.kind).keys()].map((stage) => (
        <li aria-current={stage === one.state ? "step" : undefined}>{text(`case-stages:${one.kind}-${stage}`)}</li>
      ))}
    </ol>
  );
}

function Steps({ visit, one, typed }: { visit: StaffVisit; one: Case; typed: Typed }) {
  const { text, csrf, desk } = visit;
  const stage = stagesOf(one.kind).get(one.state)!;
  const ways = waysOn(one);
  const onward = ways.filter((way) => stage.to.includes(way));
  const allowed = stage.right === "cases.advance" || (desk.can("cases.approve") && reaches(desk.scope("cases.approve"), one));
  const base = { text, typed };
  return (
    <>
      {!allowed && <p>{text("cases:needs-approver")}</p>}
      {allowed && (
        <Form action={`/console/cases/${one._id}/steps`} csrf={csrf} id="steps">
          <Problem {...base} />
          <input type="hidden" name="revision" value={one.revision} />
          {stage.asks.map(({ name, optional }) => {
            const label = text(`cases:answer-${name}`) + (optional ? ` (${text("cases:optional")})` : "");
            if (name === "branch") return <SelectField {...base} name="branch" label={label} options={branchOptions(desk, "cases.advance")} none={text("people:choose")} required={!optional} />;
            if (name === "note") return <AreaField {...base} name="note" label={label} required={!optional} maxLength={500} />;
            return <TextField {...base} name={name} label={label} type={name === "on" || name === "until" ? "date" : "text"} required={!optional} maxLength={500} />;
          })}
          {onward.map((way, at) => (
            <button type="submit" name="to" value={way} class={at === 0 ? undefined : "secondary"} formNoValidate={way === "cleared" || way === "continued"}>
              {text("cases:go", { stage: text(`case-stages:${one.kind}-${way}`) })}
            </button>
          ))}
        </Form>
      )}
      {ways.includes("refused") && (
        <Fold title={text("cases:end")}>
          <Form action={`/console/cases/${one._id}/steps`} csrf={csrf}>
            <input type="hidden" name="revision" value={one.revision} />
            <AreaField {...base} name="reason" label={text("cases:why")} help={text("cases:why-help")} maxLength={300} />
            <button type="submit" name="to" value="refused" class="danger">{text("cases:refuse")}</button>
            <button type="submit" name="to" value="withdrawn" class="secondary">{text("cases:withdrawn")}</button>
          </Form>
        </Fold>
      )}
    </>
  );
}

export function takeStep(visit: StaffVisit): Promise<Reply> {
  const { desk, form, params, text } = visit;
  const told = Object.fromEntries(answers.map((name) => [name, field(form, name)]).filter(([, value]) => value !== "")) as Partial<Record<CaseAnswer, string>>;
  const revision = Number(field(form, "revision", 12));
  return attempt(
    async () => {
      await advanceCase(desk, params["id"]!, { to: field(form, "to", 40), answers: told, ...(field(form, "reason") ? { reason: field(form, "reason") } : {}) }, Number.isInteger(revision) ? revision : undefined);
      return { to: `/console/cases/${params["id"]}`, said: "cases:moved" };
    },
    async (wrong, error: OfficeError) => page(visit, await readCase(desk, params["id"]!), { values: { ...told, reason: field(form, "reason") }, wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`, error.params) }) }),
  );
}

export async function assign(visit: StaffVisit): Promise<Reply> {
  await assignCase(visit.desk, visit.params["id"]!, field(visit.form, "owner", 60));
  return { to: `/console/cases/${visit.params["id"]}`, said: "cases:saved" };
}

export async function addNote(visit: StaffVisit): Promise<Reply> {
  await noteCase(visit.desk, visit.params["id"]!, field(visit.form, "remark", 1000));
  return { to: `/console/cases/${visit.params["id"]}`, said: "cases:saved" };
}

/** Who could see to it: staff whose office reaches the case. */
async function staffOf({ desk }: StaffVisit, one: Case): Promise<Pick<StaffMember, "_id" | "name">[]> {
  const all = await desk.ports.staff.members.find({ state: "active" }).lean<StaffMember[]>();
  return all.filter((staff) => staff._id === desk.actor.id || staff.grants.some((grant) => grant.unit !== undefined && desk.tree.subtree(grant.unit).some((unit) => unit === one.branch || unit === one.commune))).map(({ _id, name, login }) => ({ _id, name: name || login }));
}
