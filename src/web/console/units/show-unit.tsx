import { readUnit } from "../../../office/index.ts";
import { personById } from "../../../people/index.ts";
import { reaches } from "../../../staff/index.ts";
import { eventsOf, isBranch, postsOf, postTitles, type Post, type Unit } from "../../../units/index.ts";
import { AreaField, CheckField, Facts, Fold, Form, SelectField, TextField, type Typed } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import type { Reply, StaffVisit } from "../route.ts";
import { showDate } from "../show-time.ts";

const none: Typed = { values: {} };

export async function showUnit(visit: StaffVisit): Promise<Reply> {
  const { desk, text, params } = visit;
  const unit = readUnit(desk, params["id"]!);
  const { tree } = desk;
  const people = desk.can("people.read") && reaches(desk.scope("people.read"), { commune: tree.communeOf(unit._id), branch: unit._id });
  const [count, posts, events] = await Promise.all([
    desk.ports.people.people.countDocuments(isBranch(unit.kind) ? { branch: unit._id } : { commune: { $in: tree.communesOf(unit._id) } }),
    people ? postsOf(desk.ports.units, { unit: unit._id }) : [],
    eventsOf(desk.ports.units, [unit._id]),
  ]);
  const write = desk.can("units.write") && (desk.scope("units.write").all || desk.scope("units.write").units.has(unit._id));
  const named = (ids: readonly string[] | undefined) => (ids ?? []).map((id) => tree.all.get(id)).filter((one): one is Unit => one !== undefined);
  return {
    title: unit.name,
    at: "units",
    page: (
      <>
        <nav aria-label={text("units:path")}>
          <ul class="chips">{tree.pathOf(unit._id).slice(0, -1).map((one) => <li>{one.name}</li>)}</ul>
        </nav>
        {!unit.active && <p class="error">{text("units:is-ended", { at: unit.endedAt ? showDate(visit, unit.endedAt) : "" })}</p>}
        <Facts
          pairs={[
            [text("units:kind"), text(`units:kind-${unit.kind}`)],
            [text("units:people"), people && isBranch(unit.kind) ? <a href={`/console/people?branch=${unit._id}`}>{count}</a> : String(count)],
            [text("units:aliases"), unit.aliases.join(", ")],
            [text("units:successors"), named(unit.successors).map((one) => <a href={`/console/units/${one._id}`}>{one.name} </a>)],
            [text("units:predecessors"), named(unit.predecessors).map((one) => <a href={`/console/units/${one._id}`}>{one.name} </a>)],
          ]}
        />
        {people && <Posts visit={visit} unit={unit} posts={await withNames(visit, posts)} write={write} />}
        {write && unit.active && <Changes visit={visit} unit={unit} />}
        <section>
          <h2>{text("units:history")}</h2>
          <ol class="timeline">
            {events.map((event) => (
              <li>
                <time dateTime={new Date(event.at).toISOString()}>{showDate(visit, event.at)}</time>{" "}
                {text(`units:event-${event.kind}`, { from: String(event.detail["from"] ?? ""), to: String(event.detail["to"] ?? event.detail["name"] ?? event.detail["names"] ?? ""), decision: event.decision ?? "" })}
              </li>
            ))}
          </ol>
        </section>
      </>
    ),
  };
}

type NamedPost = Post & { personName: string };

async function withNames({ desk }: StaffVisit, posts: Post[]): Promise<NamedPost[]> {
  return Promise.all(posts.map(async (post) => ({ ...post, personName: (await personById(desk.ports.people, post.person))?.name ?? "" })));
}

function Posts({ visit: { text, csrf }, unit, posts, write }: { visit: StaffVisit; unit: Unit; posts: NamedPost[]; write: boolean }) {
  const today = new Date().toISOString().slice(0, 10);
  return (
    <section>
      <h2>{text("units:posts")}</h2>
      {posts.length === 0 && <p>{text("units:no-posts")}</p>}
      <ul class="rows">
        {posts.map((post) => (
          <li>
            <a href={`/console/people/${post.person}`}>
              <strong>{post.personName}</strong>
              <span>{[text(`units:post-${post.title}`), `${post.from} – ${post.to ?? text("units:now")}`, post.firstTerm ? text("units:first-term") : undefined, post.concurrentPost, post.hasAllowance ? text("units:allowance") : undefined].filter(Boolean).join(" · ")}</span>
            </a>
            {write && post.to === undefined && <ActButton action={`/console/units/${unit._id}/posts/${post._id}/end`} csrf={csrf} fields={{ to: today }} label={text("units:end-post")} kind="secondary" ask={text("units:end-post-ask", { name: post.personName })} />}
          </li>
        ))}
      </ul>
      {write && (
        <Fold title={text("units:give-post")}>
          <Form action={`/console/units/${unit._id}/posts`} csrf={csrf} wide>
            <TextField text={text} typed={none} name="who" label={text("units:post-person")} help={text("units:post-person-help")} required />
            <SelectField text={text} typed={none} name="title" label={text("units:post-title")} options={postTitles.map((value) => ({ value, label: text(`units:post-${value}`) }))} />
            <TextField text={text} typed={{ values: { from: today } }} name="from" label={text("units:post-from")} type="date" required />
            <TextField text={text} typed={none} name="concurrentPost" label={text("units:concurrent")} maxLength={120} />
            <CheckField name="hasAllowance" label={text("units:allowance")} />
            <CheckField name="firstTerm" label={text("units:first-term")} />
            <CheckField name="planned" label={text("units:planned")} />
            <button type="submit">{text("units:give-post")}</button>
          </Form>
        </Fold>
      )}
    </section>
  );
}

function Changes({ visit: { text, csrf, desk }, unit }: { visit: StaffVisit; unit: Unit }) {
  const decision = (
    <>
      <TextField text={text} typed={none} name="effective" label={text("units:effective")} type="date" />
      <TextField text={text} typed={none} name="decision" label={text("units:decision")} maxLength={60} />
    </>
  );
  return (
    <>
      <Fold title={text("units:rename")}>
        <Form action={`/console/units/${unit._id}/rename`} csrf={csrf} wide>
          <TextField text={text} typed={{ values: { name: unit.name } }} name="name" label={text("units:name")} required maxLength={120} />
          <TextField text={text} typed={{ values: { label: unit.label } }} name="label" label={text("units:label")} maxLength={20} />
          {decision}
          <button type="submit">{text("units:rename")}</button>
        </Form>
      </Fold>
      <Fold title={text("units:aliases")}>
        <Form action={`/console/units/${unit._id}/aliases`} csrf={csrf}>
          <AreaField text={text} typed={{ values: { aliases: unit.aliases.join("\n") } }} name="aliases" label={text("units:aliases")} help={text("units:aliases-help")} rows={5} maxLength={4000} />
          <button type="submit">{text("console:save")}</button>
        </Form>
      </Fold>
      {isBranch(unit.kind) && (
        <Fold title={text("units:split")}>
          <Form action={`/console/units/${unit._id}/split`} csrf={csrf} ask={text("units:split-ask", { name: unit.name })}>
            <AreaField text={text} typed={none} name="names" label={text("units:split-names")} help={text("units:split-help")} rows={3} required />
            {decision}
            <button type="submit">{text("units:split")}</button>
          </Form>
        </Fold>
      )}
      <Fold title={text("units:move")}>
        <Form action={`/console/units/${unit._id}/move`} csrf={csrf}>
          <SelectField text={text} typed={{ values: { parent: unit.parent } }} name="parent" label={text("units:parent")} options={[...desk.tree.all.values()].filter((one) => one.active && one._id !== unit._id && !isBranch(one.kind)).map((one) => ({ value: one._id, label: one.name }))} />
          {decision}
          <button type="submit">{text("units:move")}</button>
        </Form>
      </Fold>
      <Fold title={text("units:dissolve")}>
        <Form action={`/console/units/${unit._id}/dissolve`} csrf={csrf} ask={text("units:dissolve-ask", { name: unit.name })}>
          <p>{text("units:dissolve-hint")}</p>
          {decision}
          <button type="submit" class="danger">{text("units:dissolve")}</button>
        </Form>
      </Fold>
    </>
  );
}
