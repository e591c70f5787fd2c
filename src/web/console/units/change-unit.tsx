import { createUnit, dissolveUnit, endPost, givePost, listPeople, listUnits, mergeUnits, moveUnit, OfficeError, renameUnit, setAliases, splitUnit } from "../../../office/index.ts";
import { isCommune, kindsUnder, unitKinds } from "../../../units/index.ts";
import { AreaField, attempt, Form, Problem, SelectField, TextField, type Typed } from "../form.tsx";
import { field, list, type Reply, type StaffVisit } from "../route.ts";
import { given } from "../people/change-person.tsx";
import { branchOptions, communeOptions } from "../units-select.ts";

const typedIn = ({ form }: StaffVisit, names: readonly string[]): Typed["values"] => Object.fromEntries(names.map((name) => [name, field(form, name, 4000)]));
const lines = (text: string): string[] => text.split(/\n|;/).map((line) => line.trim()).filter(Boolean);

export function newUnitPage(visit: StaffVisit): Promise<Reply> {
  return Promise.resolve(unitForm(visit, { values: { parent: field(visit.query, "parent", 60), kind: "branch" } }));
}

export function addUnit(visit: StaffVisit): Promise<Reply> {
  const { desk, form } = visit;
  return attempt(
    async () => ({ to: `/console/units/${(await createUnit(desk, { ...given(form, ["name", "kind", "parent", "effective", "decision"]), aliases: lines(field(form, "aliases", 4000)) }))._id}`, said: "units:added" }),
    (wrong) => unitForm(visit, { values: typedIn(visit, ["name", "kind", "parent", "aliases", "effective", "decision"]), wrong }),
  );
}

function unitForm(visit: StaffVisit, typed: Typed): Reply {
  const { text, csrf, desk } = visit;
  const base = { text, typed };
  const parents = listUnits(desk).filter((unit) => unit.active && kindsUnder(unit.kind).length > 0 && (desk.scope("units.write").all || desk.scope("units.write").units.has(unit._id)));
  return {
    title: text("units:add"),
    at: "units",
    page: (
      <Form action="/console/units" csrf={csrf} wide>
        <Problem {...base} />
        <TextField {...base} name="name" label={text("units:name")} help={text("units:name-help")} required maxLength={120} />
        <SelectField {...base} name="kind" label={text("units:kind")} options={unitKinds.map((value) => ({ value, label: text(`units:kind-${value}`) }))} />
        <SelectField {...base} name="parent" label={text("units:parent")} {...(desk.scope("units.write").all ? { none: text("units:top") } : {})} options={parents.map((unit) => ({ value: unit._id, label: unit.name }))} />
        <AreaField {...base} name="aliases" label={text("units:aliases")} help={text("units:aliases-help")} />
        <TextField {...base} name="effective" label={text("units:effective")} type="date" />
        <TextField {...base} name="decision" label={text("units:decision")} maxLength={60} />
        <button type="submit">{text("units:add")}</button>
      </Form>
    ),
  };
}

export function mergePage(visit: StaffVisit): Promise<Reply> {
  return Promise.resolve(mergeForm(visit, { values: {} }, list(visit.query, "unit")));
}

export function merge(visit: StaffVisit): Promise<Reply> {
  const { desk, form } = visit;
  const chosen = list(form, "unit");
  return attempt(
    async () => ({ to: `/console/units/${(await mergeUnits(desk, { units: chosen, ...given(form, ["name", "kind", "into", "effective", "decision"]) }))._id}`, said: "units:merged" }),
    (wrong, error) => mergeForm(visit, { values: typedIn(visit, ["name", "kind", "into", "effective", "decision"]), wrong, ...(error.key === "fields-wrong" ? {} : { problem: visit.text(`office:${error.key}`) }) }, chosen),
  );
}

function mergeForm(visit: StaffVisit, typed: Typed, chosen: string[]): Reply {
  const { text, csrf, desk } = visit;
  const base = { text, typed };
  const branches = branchOptions(desk, "units.write");
  const communes = communeOptions(desk, "units.write");
  const groups = [{ title: text("units:branches"), options: branches }, ...(communes.length > 1 ? [{ title: text("units:communes"), options: communes }] : [])];
  return {
    title: text("units:merge"),
    at: "units",
    page: (
      <Form action="/console/units/merge" csrf={csrf} ask={text("units:merge-ask")}>
        <p>{text("units:merge-hint")}</p>
        <Problem {...base} />
        {groups.map(({ title, options }) => (
          <fieldset>
            <legend>{title}</legend>
            {options.map(({ value, label }) => (
              <label class="check">
                <input type="checkbox" name="unit" value={value} checked={chosen.includes(value)} /> {label}
              </label>
            ))}
          </fieldset>
        ))}
        <TextField {...base} name="name" label={text("units:merge-name")} help={text("units:merge-name-help")} required maxLength={120} />
        <SelectField {...base} name="kind" label={text("units:kind")} none={text("units:kind-same")} options={["branch", "joint-branch"].map((value) => ({ value, label: text(`units:kind-${value}`) }))} />
        <TextField {...base} name="effective" label={text("units:effective")} type="date" />
        <TextField {...base} name="decision" label={text("units:decision")} maxLength={60} />
        <button type="submit">{text("units:merge")}</button>
      </Form>
    ),
  };
}

export async function rename(visit: StaffVisit): Promise<Reply> {
  await renameUnit(visit.desk, visit.params["id"]!, given(visit.form, ["name", "label", "effective", "decision"]));
  return back(visit);
}

export async function aliases(visit: StaffVisit): Promise<Reply> {
  await setAliases(visit.desk, visit.params["id"]!, lines(field(visit.form, "aliases", 4000)));
  return back(visit);
}

export async function split(visit: StaffVisit): Promise<Reply> {
  await splitUnit(visit.desk, visit.params["id"]!, { names: lines(field(visit.form, "names", 4000)), ...given(visit.form, ["effective", "decision"]) });
  return back(visit);
}

export async function move(visit: StaffVisit): Promise<Reply> {
  await moveUnit(visit.desk, visit.params["id"]!, field(visit.form, "parent", 60), given(visit.form, ["effective", "decision"]));
  return back(visit);
}

export async function dissolve(visit: StaffVisit): Promise<Reply> {
  await dissolveUnit(visit.desk, visit.params["id"]!, given(visit.form, ["effective", "decision"]));
  return back(visit);
}

/** The person is named as people name each other; two of one name are told apart by the address of their page. */
export async function addPost(visit: StaffVisit): Promise<Reply> {
  const { desk, form, params } = visit;
  const who = field(form, "who", 200);
  const id = /\/people\/([\w-]+)/.exec(who)?.[1];
  const unit = desk.tree.all.get(params["id"]!);
  const found = id ? [{ _id: id }] : (await listPeople(desk, { text: who, limit: 5, ...(unit && isCommune(unit) ? { commune: unit._id } : {}) })).people;
  if (found.length !== 1) throw new OfficeError(422, found.length === 0 ? "person-missing" : "person-several");
  const flags = Object.fromEntries(["hasAllowance", "firstTerm", "planned"].filter((name) => field(form, name) === "1").map((name) => [name, true]));
  await givePost(desk, params["id"]!, { person: found[0]!._id, ...given(form, ["title", "from", "concurrentPost"]), ...flags });
  return back(visit);
}

export async function finishPost(visit: StaffVisit): Promise<Reply> {
  await endPost(visit.desk, visit.params["post"]!, field(visit.form, "to", 10));
  return back(visit);
}

function back({ params }: StaffVisit): Reply {
  return { to: `/console/units/${params["id"]}`, said: "units:saved" };
}
