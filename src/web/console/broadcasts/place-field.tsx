import { OfficeError, type Desk } from "../../../office/index.ts";
import { SelectField, type Option, type Typed } from "../form.tsx";
import { field, type Fields, type StaffVisit } from "../route.ts";
import { branchOptions, communeOptions } from "../units-select.ts";

/** Whose a notice or a saved audience is, as the office takes it. */
type Place = { commune?: string | undefined; branch?: string | undefined; club?: string | undefined };

/** Places somebody writes from, in the order in which the office takes one where nothing is chosen. */
export async function placeOptions(desk: Desk): Promise<Option[]> {
  const scope = desk.scope("broadcasts.write");
  const of = (kind: keyof Place, options: readonly Option[]): Option[] => options.map(({ value, label }) => ({ value: `${kind}:${value}`, label }));
  const clubs = scope.clubs.length === 0 ? [] : await desk.ports.clubs.clubs.find({ _id: { $in: [...scope.clubs] }, state: { $ne: "dissolved" } } as Record<string, unknown>, { name: 1 }).lean<{ _id: string; name: string }[]>();
  return [
    ...of("commune", communeOptions(desk, "broadcasts.write")),
    // Those of a commune that is held whole are its own to write to, not to write from.
    ...of("branch", branchOptions(desk, "broadcasts.write").filter(({ value }) => scope.branches.includes(value))),
    ...of("club", clubs.sort((a, b) => a.name.localeCompare(b.name, "vi")).map(({ _id, name }) => ({ value: _id, label: name }))),
  ];
}

/** Which of them a draft or a saved audience belongs to: the narrowest, for that is whose it is. */
export function placeAmong(options: readonly Option[], { commune, branch, club }: Place): Option | undefined {
  return among(options, [`club:${club}`, `branch:${branch}`, `commune:${commune}`]);
}

/** Who holds a gathering. */
export type Host = { commune?: string | undefined; club?: string | undefined; units: readonly string[] };

/** From which of them to write about a gathering: the widest, for a narrower one would leave out people of the others who are invited. */
export function hostAmong(options: readonly Option[], { commune, club, units }: Host): Option | undefined {
  return among(options, [`commune:${commune}`, `club:${club}`, ...units.flatMap((unit) => [`branch:${unit}`, `commune:${unit}`])]);
}

function among(options: readonly Option[], wishes: readonly string[]): Option | undefined {
  return wishes.map((wish) => options.find(({ value }) => value === wish)).find((option) => option !== undefined);
}

/** A place in words, for whoever has several and may mix them up. */
export function placeSaid(options: readonly Option[], place: Place): string | undefined {
  return options.length > 1 ? placeAmong(options, place)?.label : undefined;
}

/** The place a form was sent for. Whether it is theirs, the office looks. */
export function placeIn(form: Fields): Place {
  const chosen = field(form, "place", 70);
  const [, kind, id] = /^(commune|branch|club):(.{1,60})$/.exec(chosen) ?? [];
  if (chosen && (kind === undefined || id === undefined)) throw new OfficeError(422, "fields-wrong", { fields: { place: "field-wrong" } });
  return kind === undefined ? {} : { [kind]: id };
}

/** What the office says of a place, beside the one field there is for it. */
export function placeMistake({ commune, branch, club, ...wrong }: Record<string, string>): Record<string, string> {
  return (commune ?? branch ?? club) === undefined ? wrong : { ...wrong, place: "commune-missing" };
}

/**
 * In whose name it goes, where somebody has several to choose from. A single one goes along unseen: who gets another place while the form
 * stands open still writes for the one they meant.
 */
export function PlaceField({ visit: { text, desk }, typed, options }: { visit: StaffVisit; typed: Typed; options: readonly Option[] }) {
  const all = desk.scope("broadcasts.write").all && options.length > 1;
  if (options.length < 2 && !typed.wrong?.["place"]) return options[0] ? <input type="hidden" name="place" value={options[0].value} /> : null;
  return <SelectField text={text} typed={typed} name="place" label={text("broadcasts:place")} help={text("broadcasts:place-help")} options={options} {...(all ? { none: text("broadcasts:all-communes") } : {})} />;
}
