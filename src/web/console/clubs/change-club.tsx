import { clubKinds, kindName } from "../../../clubs/index.ts";
import { addClubActivity, answerRequest, createClub, dissolveClub, readClub, removeMember, reopenClub, updateClub } from "../../../office/index.ts";
import { AreaField, attempt, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { given } from "../people/change-person.tsx";
import { field, type Fields, type Reply, type StaffVisit } from "../route.ts";
import { communeOptions } from "../units-select.ts";

const names = ["name", "label", "kind", "leader", "schedule", "place", "description", "keywords", "admission", "state", "boardingArea", "commune"] as const;

function inputOf(form: Fields, whole: boolean): Record<string, unknown> {
  const input: Record<string, unknown> = whole ? Object.fromEntries(names.filter((name) => name !== "keywords" && name !== "commune").map((name) => [name, field(form, name, 1000)]).filter(([name, value]) => value !== "" || !["label", "kind", "admission", "state"].includes(name!))) : given(form, names.filter((name) => name !== "keywords"));
  return { ...input, keywords: field(form, "keywords", 1000).split(",").map((word) => word.trim()).filter(Boolean) };
}

const typedIn = (form: Fields): Typed["values"] => Object.fromEntries(names.map((name) => [name, field(form, name, 1000)]));

export function newClubPage(visit: StaffVisit): Promise<Reply> {
  return Promise.resolve(clubForm(visit, { values: { kind: "sport", admission: "leader" } }, "/console/clubs", "clubs:add"));
}

export function addClub(visit: StaffVisit): Promise<Reply> {
  return attempt(
    async () => ({ to: `/console/clubs/${(await createClub(visit.desk, inputOf(visit.form, false)))._id}`, said: "clubs:added" }),
    (wrong) => clubForm(visit, { values: typedIn(visit.form), wrong }, "/console/clubs", "clubs:add"),
  );
}

export async function editClubPage(visit: StaffVisit): Promise<Reply> {
  const club = await readClub(visit.desk, visit.params["id"]!, "clubs.write");
  const { name, label, kind, leader, schedule, place, description, keywords, admission = "open", state, boardingArea } = club;
  return clubForm(visit, { values: { name, label, kind, leader, schedule, place, description, keywords: keywords.join(", "), admission, state, boardingArea } }, `/console/clubs/${club._id}`, "clubs:edit", club.revision ?? 0);
}

export function saveClub(visit: StaffVisit): Promise<Reply> {
  const { desk, form, params, text } = visit;
  const revision = Number(field(form, "revision", 12));
  return attempt(
    async () => {
      await updateClub(desk, params["id"]!, inputOf(form, true), revision);
      return { to: `/console/clubs/${params["id"]}`, said: "clubs:saved" };
    },
    (wrong, error) => clubForm(visit, { values: typedIn(form), wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`) }) }, `/console/clubs/${params["id"]}`, "clubs:edit", revision),
  );
}

function clubForm(visit: StaffVisit, typed: Typed, action: string, title: string, revision?: number): Reply {
  const { text, csrf, desk, locale } = visit;
  const base = { text, typed };
  const communes = communeOptions(desk, "clubs.write");
  return {
    title: text(title),
    at: "clubs",
    page: (
      <Form action={action} csrf={csrf} wide>
        <Problem {...base} />
        {revision !== undefined && <input type="hidden" name="revision" value={revision} />}
        <TextField {...base} name="name" label={text("clubs:name")} required maxLength={80} />
        <TextField {...base} name="label" label={text("clubs:label")} help={text("clubs:label-help")} maxLength={20} />
        <SelectField {...base} name="kind" label={text("clubs:kind")} options={clubKinds.map((value) => ({ value, label: kindName(value, locale) }))} />
        {revision === undefined && communes.length > 1 && <SelectField {...base} name="commune" label={text("person:commune")} options={communes} />}
        <SelectField {...base} name="admission" label={text("clubs:admission")} options={["leader", "open"].map((value) => ({ value, label: text(`clubs:admission-${value}`) }))} />
        {revision !== undefined && <SelectField {...base} name="state" label={text("clubs:state")} options={["open", "full"].map((value) => ({ value, label: text(`clubs:state-${value}`) }))} />}
        <TextField {...base} name="leader" label={text("clubs:leader")} help={text("clubs:leader-help")} maxLength={80} />
        <TextField {...base} name="schedule" label={text("clubs:schedule")} maxLength={160} />
        <TextField {...base} name="place" label={text("clubs:place")} maxLength={160} />
        <TextField {...base} name="boardingArea" label={text("clubs:boarding")} help={text("clubs:boarding-help")} maxLength={80} />
        <TextField {...base} name="keywords" label={text("clubs:keywords")} help={text("clubs:keywords-help")} maxLength={600} />
        <AreaField {...base} name="description" label={text("clubs:description")} maxLength={600} />
        <button type="submit">{text("console:save")}</button>
      </Form>
    ),
  };
}

export async function accept(visit: StaffVisit): Promise<Reply> {
  await answerRequest(visit.desk, { club: visit.params["id"]!, contact: field(visit.form, "contact", 200), accept: true });
  return { to: "/console/clubs", said: "clubs:accepted" };
}

export async function refuse(visit: StaffVisit): Promise<Reply> {
  await answerRequest(visit.desk, { club: visit.params["id"]!, contact: field(visit.form, "contact", 200), accept: false, reason: field(visit.form, "reason", 300) });
  return { to: "/console/clubs", said: "clubs:refused" };
}

export async function remove(visit: StaffVisit): Promise<Reply> {
  await removeMember(visit.desk, visit.params["id"]!, field(visit.form, "contact", 200));
  return back(visit);
}

export async function addToLog(visit: StaffVisit): Promise<Reply> {
  const { form, desk, params } = visit;
  const people = field(form, "participants", 8);
  await addClubActivity(desk, params["id"]!, { ...given(form, ["on", "note"]), title: field(form, "activity", 200), ...(people ? { participants: Number(people) } : {}) });
  return back(visit);
}

export async function dissolve(visit: StaffVisit): Promise<Reply> {
  await dissolveClub(visit.desk, visit.params["id"]!);
  return back(visit);
}

export async function reopen(visit: StaffVisit): Promise<Reply> {
  await reopenClub(visit.desk, visit.params["id"]!);
  return back(visit);
}

function back({ params }: StaffVisit): Reply {
  return { to: `/console/clubs/${params["id"]}`, said: "clubs:saved" };
}
