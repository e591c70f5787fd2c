import type { PersonRecord } from "../../../people/index.ts";
import { showDay, showPhone } from "../../../people/index.ts";
import { Problem, SelectField, TextField, AreaField, Form, type Typed } from "../form.tsx";
import { field, type Fields, type StaffVisit } from "../route.ts";
import { branchOptions, communeOptions } from "../units-select.ts";

const names = ["name", "birth", "gender", "phone", "email", "address", "occupation", "commune", "branch", "standing", "federation", "memberCode", "admittedOn", "tags", "note"] as const;

/** The fields of a form as the verbs want them: what was left empty is missing, or null where it is to be taken away. */
export function personInput(form: Fields, empty: "missing" | null): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const name of names) {
    const value = field(form, name, 2000);
    if (name === "tags") input["tags"] = value.split(",").map((tag) => tag.trim()).filter(Boolean);
    else if (name === "federation") input["federation"] = value === "1";
    else if (value !== "") input[name] = value;
    else if (empty === null && name !== "commune" && name !== "standing") input[name] = name === "name" ? "" : null;
  }
  return input;
}

export function typedPerson(form: Fields): Typed["values"] {
  return Object.fromEntries(names.map((name) => [name, field(form, name, 2000)]));
}

export function valuesOf(person: PersonRecord): Typed["values"] {
  const { name, birth, gender, phone, email, address, occupation, commune, branch, standing, federation, memberCode, admittedOn, tags, note } = person;
  return {
    name, gender, email, address, occupation, commune, branch, standing, memberCode, note,
    birth: birth && showDay(birth), phone: phone && showPhone(phone), admittedOn: admittedOn && showDay(admittedOn), federation: federation ? "1" : "", tags: tags.join(", "),
  };
}

export function PersonForm({ visit, typed, action, go, revision }: { visit: StaffVisit; typed: Typed; action: string; go: string; revision?: number }) {
  const { text, csrf, desk } = visit;
  const communes = communeOptions(desk, "people.write");
  const base = { text, typed };
  return (
    <Form action={action} csrf={csrf} wide>
      <Problem {...base} />
      {revision !== undefined && <input type="hidden" name="revision" value={revision} />}
      <TextField {...base} name="name" label={text("person:name")} required maxLength={80} />
      <TextField {...base} name="birth" label={text("person:birth")} help={text("person:birth-help")} maxLength={30} />
      <SelectField {...base} name="gender" label={text("person:gender")} none={text("person:unknown")} options={["female", "male", "other"].map((value) => ({ value, label: text(`person:gender-${value}`) }))} />
      <TextField {...base} name="phone" label={text("person:phone")} type="tel" inputMode="tel" maxLength={40} />
      <SelectField {...base} name="branch" label={text("person:branch")} none={text("person:no-branch")} options={branchOptions(desk, "people.write")} />
      {communes.length > 1 && <SelectField {...base} name="commune" label={text("person:commune")} none={text("person:by-branch")} options={communes} />}
      <SelectField {...base} name="standing" label={text("person:standing")} options={["youth", "member"].map((value) => ({ value, label: text(`person:standing-${value}`) }))} />
      <label class="check">
        <input type="checkbox" name="federation" value="1" checked={typed.values["federation"] === "1"} /> {text("person:federation")}
      </label>
      <TextField {...base} name="memberCode" label={text("person:member-code")} maxLength={40} />
      <TextField {...base} name="admittedOn" label={text("person:admitted")} maxLength={30} />
      <TextField {...base} name="occupation" label={text("person:occupation")} maxLength={120} />
      <TextField {...base} name="address" label={text("person:address")} />
      <TextField {...base} name="email" label={text("person:email")} inputMode="email" maxLength={120} />
      <TextField {...base} name="tags" label={text("person:tags")} help={text("person:tags-help")} maxLength={400} />
      <AreaField {...base} name="note" label={text("person:note")} help={text("person:note-help")} />
      <button type="submit">{go}</button>
    </Form>
  );
}
