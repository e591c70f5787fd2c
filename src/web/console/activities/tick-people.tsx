import { readShared, registerPerson, takeOff, tickList, type Tick } from "../../../office/index.ts";
import { showDay } from "../../../people/index.ts";
import { CheckField, Form } from "../form.tsx";
import { Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";

/** The branch's, commune's or club's people to be ticked, page by page; who phones is registered here. A partner's page has their own people. */
export async function tickPeoplePage(visit: StaffVisit): Promise<Reply> {
  const { desk, text, params, query, csrf, now } = visit;
  const { activity, whole } = await readShared(desk, params["id"]!);
  const [words, after] = [field(query, "q", 100), field(query, "after", 400)];
  const { ticks, next } = await tickList(desk, activity._id, { text: words, ...(after ? { cursor: after } : {}) });
  const at = `/console/activities/${activity._id}`;
  const open = activity.registration && activity.state === "open" && activity.startsAt > now;
  return {
    title: text("activity-pages:tick-people"),
    at: "activities",
    page: (
      <>
        <p><a href={at}>{activity.title}</a></p>
        {!whole && <p class="quiet">{text("activity-pages:own-people")}</p>}
        {desk.can("people.read") && (
          // Not while typing: a list that changes by itself would lose what is ticked.
          <form method="get" action={`${at}/people`} role="search">
            <input type="search" name="q" value={words} placeholder={text("people:search")} aria-label={text("people:search")} />
          </form>
        )}
        {ticks.length === 0 ? <Empty title={text("people:none-found")} hint={text("activity-pages:tick-none")} /> : (
          <Form action={`${at}/attendance`} csrf={csrf}>
            <input type="hidden" name="back" value="people" />
            {ticks.map((one) => <Row text={text} one={one} register={open ? `${at}/registrations` : undefined} />)}
            <p class="quiet">{text("activity-pages:tick-hint")}</p>
            <button type="submit">{text("activity-pages:enter")}</button>
          </Form>
        )}
        {next && <p class="bar"><a role="button" class="secondary" href={`${at}/people?${new URLSearchParams({ ...(words ? { q: words } : {}), after: next })}`}>{text("console:next")}</a></p>}
      </>
    ),
  };
}

function Row({ text, one, register }: { text: StaffVisit["text"]; one: Tick; register: string | undefined }) {
  const { person, contact, name, birth, chat, there, registered } = one;
  const label = [name || text("clubs:no-name"), birth && showDay(birth), registered && text("activity-pages:tick-registered")].filter(Boolean).join(" · ");
  if (there) return <p class="quiet">✓ {label}</p>;
  return (
    <div class="tick">
      <CheckField name={person ? "people" : "contacts"} value={person ?? contact ?? ""} label={label} />
      {register && person && chat && !registered && <button type="submit" class="secondary" formaction={register} name="person" value={person} aria-label={`${text("activity-pages:register-person")}: ${name}`}>{text("activity-pages:register-person")}</button>}
    </div>
  );
}

export async function register({ desk, params, form }: StaffVisit): Promise<Reply> {
  const outcome = await registerPerson(desk, params["id"]!, { person: field(form, "person", 60) });
  return { to: `/console/activities/${params["id"]}/people`, said: `activity-pages:said-${outcome}` };
}

export async function unregister({ desk, params, form }: StaffVisit): Promise<Reply> {
  await takeOff(desk, params["id"]!, { contact: field(form, "contact", 200) });
  return { to: `/console/activities/${params["id"]}`, said: "activity-pages:said-taken-off" };
}
