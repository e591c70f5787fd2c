import type { AlikeName } from "../../../activities/index.ts";
import { CheckField, Form } from "../form.tsx";
import type { Reply, StaffVisit } from "../route.ts";

/** Asks of every typed name that somebody there bears too whether it is the same person. */
export function alikeNames({ text, csrf, params }: StaffVisit, { entered, alike }: { entered: number; alike: readonly AlikeName[] }): Reply {
  const back = `/console/activities/${params["id"]}`;
  return {
    title: text("activity-pages:alike", { count: alike.length }),
    at: "activities",
    page: (
      <>
        {entered > 0 && <p class="said" role="status">{text("activity-pages:said-entered", { count: entered })}</p>}
        <p>{text("activity-pages:alike-hint")}</p>
        <Form action={`${back}/attendance`} csrf={csrf}>
          {/* Twice is once: a name goes with its number. */}
          {alike.map(({ name, number, like, differs, elsewhere }) => <CheckField name="namesakes" value={`${number}|${name}`} label={text("activity-pages:alike-name", { name, like: like.join(", "), elsewhere: !elsewhere ? "no" : like.length > 0 ? "also" : "only" })} checked={differs} />)}
          <button type="submit">{text("activity-pages:alike-enter")}</button>
        </Form>
        <p class="bar"><a role="button" class="secondary" href={back}>{text("activity-pages:alike-none")}</a></p>
      </>
    ),
  };
}

/** What the form above sends: `2|Nguyễn Thị Hoa`. */
export function namesakesOf(values: readonly string[]): { name: string; number: number }[] {
  return values.flatMap((value) => {
    const [, number, name] = /^(\d{1,4})\|(.{1,80})$/u.exec(value) ?? [];
    return name ? [{ name, number: Number(number) }] : [];
  });
}
