import { addTraining, deletePerson, readPerson, recordDues, removeDue, removeTraining, setPersonStatus, updatePerson } from "../../../office/index.ts";
import { attempt, type Typed } from "../form.tsx";
import { field, list, type Reply, type StaffVisit } from "../route.ts";
import { PersonForm, personInput, typedPerson, valuesOf } from "./person-form.tsx";

export async function editPersonPage(visit: StaffVisit): Promise<Reply> {
  visit.desk.scope("people.write");
  const person = await readPerson(visit.desk, visit.params["id"]!);
  return page(visit, { values: valuesOf(person) }, person.revision);
}

export function savePerson(visit: StaffVisit): Promise<Reply> {
  const { desk, form, params, text } = visit;
  const revision = Number(field(form, "revision", 12));
  return attempt(
    async () => {
      await updatePerson(desk, params["id"]!, personInput(form, null), Number.isInteger(revision) ? revision : undefined);
      return { to: back(visit), said: "person:saved" };
    },
    (wrong, error) => page(visit, { values: typedPerson(form), wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`, error.params) }) }, revision),
  );
}

export async function saveStatus(visit: StaffVisit): Promise<Reply> {
  const { desk, form, params } = visit;
  await setPersonStatus(desk, params["id"]!, given(form, ["status", "standing", "from", "decision"]));
  return { to: back(visit), said: "person:saved" };
}

export async function saveDues(visit: StaffVisit): Promise<Reply> {
  const count = await recordDues(visit.desk, visit.params["id"]!, list(visit.form, "month"), Number(field(visit.form, "amount", 10)));
  return { to: back(visit), said: "person:dues-saved", params: { count } };
}

export async function takeDueBack(visit: StaffVisit): Promise<Reply> {
  await removeDue(visit.desk, visit.params["id"]!, field(visit.form, "month", 7));
  return { to: back(visit), said: "person:saved" };
}

export async function saveTraining(visit: StaffVisit): Promise<Reply> {
  const { form, desk, params } = visit;
  const periods = field(form, "periods", 6);
  await addTraining(desk, params["id"]!, { ...given(form, ["kind", "certificate", "on"]), name: field(form, "training", 200), ...(periods ? { periods: Number(periods) } : {}), ...(field(form, "regular") === "1" ? { regular: true } : {}) });
  return { to: back(visit), said: "person:saved" };
}

export async function takeTrainingBack(visit: StaffVisit): Promise<Reply> {
  await removeTraining(visit.desk, visit.params["id"]!, Number(field(visit.form, "at", 4)));
  return { to: back(visit), said: "person:saved" };
}

export async function deleteThisPerson(visit: StaffVisit): Promise<Reply> {
  await deletePerson(visit.desk, visit.params["id"]!, { chats: field(visit.form, "chats") === "1" });
  return { to: "/console/people", said: "person:deleted" };
}

function page(visit: StaffVisit, typed: Typed, revision: number): Reply {
  const { text, params } = visit;
  return { title: text("person:edit"), at: "people", page: <PersonForm visit={visit} typed={typed} action={`/console/people/${params["id"]}`} go={text("console:save")} revision={revision} /> };
}

function back({ params }: StaffVisit): string {
  return `/console/people/${params["id"]}`;
}

/** The fields that were filled in. */
export function given(form: StaffVisit["form"], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, field(form, name)]).filter(([, value]) => value !== ""));
}
