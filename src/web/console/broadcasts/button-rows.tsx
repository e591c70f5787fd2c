import type { AudienceQuery, NoticeButton } from "../../../broadcasts/index.ts";
import { buttonFlows, type ButtonTarget } from "../../../office/index.ts";
import { Fold, SelectField, TextField, type Option, type Typed } from "../form.tsx";
import { field, type Fields, type StaffVisit } from "../route.ts";
import type { AudienceChoices } from "./audience-choices.ts";

const rows = [0, 1, 2] as const;
export const buttonFields = rows.flatMap((row) => [`button${row}Flow`, `button${row}Value`, `button${row}Label`]);
/** In the place of a value: nothing, also where something is ticked above. */
const nothing = "-";

/** Three buttons in words people understand; what they are about is what is ticked in the audience unless something else is chosen. */
export function ButtonRows({ visit, typed, choices }: { visit: StaffVisit; typed: Typed; choices: AudienceChoices }) {
  const { text } = visit;
  const filled = (row: number) => [`button${row}Flow`, `button${row}Value`, `button${row}Label`].some((name) => Boolean(typed.values[name]) || Boolean(typed.wrong?.[name]));
  return (
    <>
      {rows.map((row) => (row === 0 ? <ButtonRow visit={visit} typed={typed} choices={choices} row={row} /> : <Fold title={text("broadcasts:button-number", { number: row + 1 })} open={filled(row)}><ButtonRow visit={visit} typed={typed} choices={choices} row={row} /></Fold>))}
    </>
  );
}

function ButtonRow({ visit: { text }, typed, choices, row }: { visit: StaffVisit; typed: Typed; choices: AudienceChoices; row: number }) {
  return (
    <>
      <SelectField text={text} typed={typed} name={`button${row}Flow`} label={text("broadcasts:button-flow")} options={flowOptions(text, typed.values[`button${row}Flow`])} />
      <SelectField text={text} typed={typed} name={`button${row}Value`} label={text("broadcasts:button-value")} options={valueOptions(text, choices, typed.values[`button${row}Value`])} />
      <TextField text={text} typed={typed} name={`button${row}Label`} label={text("broadcasts:button")} help={text("broadcasts:button-help")} maxLength={20} />
    </>
  );
}

function flowOptions(text: StaffVisit["text"], now: string | undefined): Option[] {
  const offered = [{ value: "", label: text("broadcasts:button-none") }, ...buttonFlows.map(({ flow }) => ({ value: flow, label: text(`broadcasts:button-${flow}`) }))];
  // Opened by a program's wish: it stays what it is.
  return now && !offered.some((one) => one.value === now) ? [...offered, { value: now, label: now }] : offered;
}

function valueOptions(text: StaffVisit["text"], choices: AudienceChoices, now: string | undefined): Option[] {
  const named = (options: readonly Option[], kind: ButtonTarget): Option[] => options.map(({ value, label }) => ({ value, label: text(`broadcasts:button-about-${kind}`, { name: label }) }));
  const offered = [{ value: "", label: text("broadcasts:button-value-ticked") }, { value: nothing, label: text("broadcasts:button-value-none") }, ...named(choices.activities, "activity"), ...named(choices.dialogues, "dialogue"), ...named(choices.clubs, "club")];
  return now && !offered.some((one) => one.value === now) ? [...offered, { value: now, label: now }] : offered;
}

/** The buttons a form stands for. */
export function buttonsOf(form: Fields, audience: AudienceQuery, text: StaffVisit["text"]): NoticeButton[] {
  return chosenRows(form).map((row) => {
    const [flow, typed, label] = [field(form, `button${row}Flow`, 40), field(form, `button${row}Value`, 40), field(form, `button${row}Label`, 60)];
    const value = typed === "" ? tickedFor(flow, audience) : typed === nothing ? undefined : typed;
    return { flow, label: label || defaultLabel(flow, text), ...(value === undefined ? {} : { value }) };
  });
}

function chosenRows(form: Fields): number[] {
  return rows.filter((row) => field(form, `button${row}Flow`, 40) !== "");
}

function defaultLabel(flow: string, text: StaffVisit["text"]): string {
  return buttonFlows.some((one) => one.flow === flow) ? text(`broadcasts:button-label-${flow}`) : "";
}

/** The one gathering or club of the audience a flow can be about; of several none is meant. */
function tickedFor(flow: string, { activities = [], dialogues = [], clubs = [], except }: AudienceQuery): string | undefined {
  const takes = buttonFlows.find((one) => one.flow === flow)?.takes ?? [];
  const ticked: Record<ButtonTarget, string[]> = {
    activity: [...activities, ...(except?.activities ?? [])].map((one) => one.id), dialogue: [...dialogues, ...(except?.dialogues ?? [])].map((one) => one.id), club: [...clubs],
  };
  const all = new Set(takes.flatMap((kind) => ticked[kind]));
  return all.size === 1 ? [...all][0] : undefined;
}

export function buttonValues(buttons: readonly NoticeButton[] | undefined): Typed["values"] {
  return Object.fromEntries(rows.flatMap((row) => {
    const one = buttons?.[row];
    return one ? [[`button${row}Flow`, one.flow], [`button${row}Value`, one.value ?? nothing], [`button${row}Label`, one.label ?? ""]] : [];
  }));
}

/** Fields of a refused form by their own names: rows left empty in between are not counted by the office. */
export function buttonMistakes(form: Fields, wrong: Record<string, string>): Record<string, string> {
  const used = chosenRows(form);
  return Object.fromEntries(Object.entries(wrong).map(([name, key]) => {
    const [, at, part] = /^buttons\.(\d)\.(flow|value|label)$/.exec(name) ?? [];
    return part && used[Number(at)] !== undefined ? [`button${used[Number(at)]}${part[0]!.toUpperCase()}${part.slice(1)}`, key] : [name, key];
  }));
}
