import { criteriaOf, type AudienceQuery } from "../../../broadcasts/index.ts";
import type { StaffVisit } from "../route.ts";
import { CheckField } from "../form.tsx";
import { criterionSentence } from "./audience-sentence.ts";

/** What the form has no ticks for, said as sentences: it stays unless it is dropped. */
export async function KeptFields({ visit, kept, dropped }: { visit: StaffVisit; kept: AudienceQuery; dropped: readonly string[] }) {
  const { text } = visit;
  const { except, ...meant } = kept;
  const lines = [
    ...(await Promise.all(criteriaOf(meant).map(async (name) => ({ value: name as string, said: await criterionSentence(visit, meant, name) })))),
    ...(await Promise.all(criteriaOf(except ?? {}).map(async (name) => ({ value: `except.${name}`, said: text("broadcasts:kept-except", { except: await criterionSentence(visit, except!, name) }) })))),
  ];
  if (lines.length === 0) return null;
  return (
    <fieldset id="kept">
      <legend>{text("broadcasts:kept")}</legend>
      {lines.map(({ value, said }) => (
        <>
          <p>{said}</p>
          <CheckField name="drop" value={value} label={text("broadcasts:kept-drop")} checked={dropped.includes(value)} />
        </>
      ))}
    </fieldset>
  );
}
