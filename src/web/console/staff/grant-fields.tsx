import { fold } from "../../../lib/vietnamese/index.ts";
import { OfficeError, rolesToGive, unitsForRole } from "../../../office/index.ts";
import type { Club } from "../../../clubs/index.ts";
import { scopeKind, type Grant, type Role } from "../../../staff/index.ts";
import { field, list, type StaffVisit } from "../route.ts";

/** Up to so many role-and-place pairs are a list to choose from; a province's thousands are named by typing. */
const mostListed = 200;

type Place = { value: string; role: Role; label: string };

export function grantText({ text, desk }: StaffVisit, { role, unit, club }: Grant): string {
  return [text(`staff:role-${role}`), desk.tree.all.get(unit ?? "")?.label, club].filter(Boolean).join(", ");
}

/** A grant as one value: role, unit and club. So a form cannot mix a role with a place it does not have. */
const valueOf = ({ role, unit = "", club = "" }: Grant): string => [role, unit, club].join("|");

/** Every role with every place the one at the desk may give it for. */
export async function places({ desk, text }: StaffVisit): Promise<Place[]> {
  const clubs = desk.can("clubs.read") ? await desk.ports.clubs.clubs.find({ state: { $ne: "dissolved" } }, { name: 1, commune: 1 }).lean<Pick<Club, "_id" | "name" | "commune">[]>() : [];
  const scope = desk.scope("staff.write");
  return rolesToGive(desk).flatMap((role): Place[] => {
    const named = (place: string) => `${text(`staff:role-${role}`)}, ${place}`;
    if (scopeKind[role] === "installation") return [{ role, value: valueOf({ role }), label: text(`staff:role-${role}`) }];
    if (scopeKind[role] === "club") return clubs.filter((club) => scope.all || scope.communes.includes(club.commune ?? "")).map((club) => ({ role, value: valueOf({ role, unit: club.commune ?? "", club: club._id }), label: named(club.name) }));
    return unitsForRole(desk, role).map((unit) => ({ role, value: valueOf({ role, unit }), label: named(desk.tree.all.get(unit)?.name ?? unit) }));
  });
}

/** The grants of a form: chosen from the list, kept, or named by role and place. Throws 422 for a place that is not there or not clear. */
export function grantsIn({ form, text }: StaffVisit, options: readonly Place[]): Grant[] {
  const chosen = list(form, "grant").filter((value) => value !== "");
  const role = field(form, "grant-role", 40);
  const place = fold(field(form, "grant-place", 200));
  if (role) {
    const of = options.filter((one) => one.role === role);
    const found = scopeKind[role as Role] === "installation" ? of : of.filter((one) => fold(one.label) === fold(`${text(`staff:role-${role}`)}, `) + place || one.value.split("|")[1] === place);
    if (found.length !== 1) throw new OfficeError(422, "fields-wrong", { fields: { "grant-place": found.length === 0 ? "unit-missing" : "unit-several" } });
    chosen.push(found[0]!.value);
  }
  return chosen.map((value) => value.split("|")).filter(([one]) => one).map(([one, unit, club]) => ({ role: one as Role, ...(unit ? { unit } : {}), ...(club ? { club } : {}) }));
}

export function GrantFields({ visit, grants, options }: { visit: StaffVisit; grants: Grant[]; options: Place[] }) {
  return options.length > mostListed ? <Named visit={visit} grants={grants} options={options} /> : <Listed visit={visit} grants={grants} options={options} />;
}

function Listed({ visit, grants, options }: { visit: StaffVisit; grants: Grant[]; options: Place[] }) {
  const { text } = visit;
  const slots = [...grants.map(valueOf), "", ""].slice(0, Math.max(2, grants.length + 1));
  return (
    <fieldset>
      <legend>{text("staff:roles")}</legend>
      {slots.map((value, at) => (
        <select name="grant" aria-label={text("staff:role-number", { number: at + 1 })}>
          <option value="">{text("staff:no-role")}</option>
          {value !== "" && !options.some((one) => one.value === value) && <option value={value} selected>{grantText(visit, grants[at]!)}</option>}
          {options.map((one) => <option value={one.value} selected={one.value === value}>{one.label}</option>)}
        </select>
      ))}
      <small>{text("staff:roles-help")}</small>
    </fieldset>
  );
}

function Named({ visit, grants, options }: { visit: StaffVisit; grants: Grant[]; options: Place[] }) {
  const { text } = visit;
  return (
    <fieldset>
      <legend>{text("staff:roles")}</legend>
      {grants.map((grant) => (
        <label class="check">
          <input type="checkbox" name="grant" value={valueOf(grant)} checked /> {grantText(visit, grant)}
        </label>
      ))}
      <label>
        {text("staff:add-role")}
        <select name="grant-role">
          <option value="">{text("staff:no-role")}</option>
          {[...new Set(options.map((one) => one.role))].map((role) => <option value={role}>{text(`staff:role-${role}`)}</option>)}
        </select>
      </label>
      <label>
        {text("staff:place")}
        <input name="grant-place" maxLength={200} autocomplete="off" />
      </label>
      <small>{text("staff:place-help")}</small>
    </fieldset>
  );
}
