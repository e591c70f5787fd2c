import { requestKinds, isOpen, purposes, type RequestKind } from "../../../consent/index.ts";
import { closeRequest, consentLedger, extendRequest, listRequests, OfficeError, openRequest, readRequest, replyToRequest, type ListedRequest } from "../../../office/index.ts";
import { openDeletionRequests } from "../../../consent/index.ts";
import { AreaField, attempt, CheckField, Facts, Fold, Form, Problem, type Typed } from "../form.tsx";
import { ActButton, Empty } from "../layout.tsx";
import { given } from "../people/change-person.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showDate, showTime } from "../show-time.ts";

const none = { values: {} };

export async function privacyPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk } = visit;
  const closed = field(visit.query, "closed") === "1";
  const [requests, ledger, platform] = await Promise.all([listRequests(desk, { closed }), consentLedger(desk), desk.scope("privacy.read").all ? openDeletionRequests(desk.ports.deletionRequests) : []]);
  return {
    title: text("privacy:title"),
    at: "privacy",
    page: (
      <>
        <ul class="chips" aria-label={text("people:filters")}>
          <li><a href="/console/privacy" aria-current={closed ? undefined : "true"}>{text("privacy:open")}</a></li>
          <li><a href="/console/privacy?closed=1" aria-current={closed ? "true" : undefined}>{text("privacy:log")}</a></li>
        </ul>
        {desk.can("privacy.answer") && <p class="bar"><a role="button" class="secondary" href={`/console/privacy/export${closed ? "?closed=1" : ""}`}>{text("people:export")}</a></p>}
        <div id="requests" data-topic="privacy">
          {requests.length === 0 ? <Empty title={text("privacy:empty")} hint={text("privacy:empty-hint")} /> : <ul class="rows">{requests.map((one) => <RequestRow visit={visit} one={one} />)}</ul>}
        </div>
        {platform.length > 0 && (
          <section>
            <h2>{text("privacy:platform")}</h2>
            <p>{text("privacy:platform-hint")}</p>
            <ul class="rows">
              {platform.map((one) => (
                <li class="request">
                  <p><strong>{one._id}</strong> <small>{showDate(visit, one.requestedAt)} · {one.userId}</small></p>
                  <ActButton action={`/console/privacy/platform/${one._id}`} csrf={visit.csrf} fields={{ outcome: "done" }} label={text("privacy:platform-done")} about={one._id} />
                </li>
              ))}
            </ul>
          </section>
        )}
        <section>
          <h2>{text("privacy:ledger")}</h2>
          {ledger.length === 0 ? <p>{text("privacy:ledger-empty")}</p> : (
            <div class="scroll" tabIndex={0} role="region" aria-label={text("privacy:ledger")}>
              <table>
                <thead><tr>{["purpose", "version", "given", "withdrawn", "guardian"].map((name) => <th scope="col">{text(`privacy:col-${name}`)}</th>)}</tr></thead>
                <tbody>
                  {ledger.map((row) => (
                    <tr><td>{text(`privacy:purpose-${row.purpose}`)}</td><td>{row.version}</td><td>{row.given}</td><td>{row.withdrawn}</td><td>{row.guardian}</td></tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
        <section>
          <h2>{text("privacy:retention")}</h2>
          <Facts pairs={purposes.map((one) => [text(`privacy:keeps-${one.what}`), text("privacy:days", { days: Math.round(desk.ports.retention[one.what] / 86_400_000) })] as const)} />
        </section>
      </>
    ),
  };
}

function RequestRow({ visit, one }: { visit: StaffVisit; one: ListedRequest }) {
  const { text } = visit;
  const when = isOpen(one) ? text(one.late ? "cases:was-due" : "cases:due", { at: showDate(visit, one.state === "received" ? Math.min(one.replyBy, one.dueAt) : one.dueAt) }) : showDate(visit, one.closedAt ?? one.receivedAt);
  return (
    <li class={one.late ? "late" : undefined}>
      <a href={`/console/privacy/${encodeURIComponent(one._id)}`}>
        <strong>{text(`privacy:kind-${one.kind}`)}{one.name && `: ${one.name}`}</strong>
        <span>{[one.ref, text(`privacy:state-${one.state}`), when, one.selfService ? text("privacy:by-self") : undefined].filter(Boolean).join(" · ")}</span>
      </a>
    </li>
  );
}

export async function showRequest(visit: StaffVisit): Promise<Reply> {
  return page(visit, { values: {} });
}

async function page(visit: StaffVisit, typed: Typed): Promise<Reply> {
  const { text, desk, csrf } = visit;
  const one = await readRequest(desk, visit.params["id"]!);
  const at = `/console/privacy/${encodeURIComponent(one._id)}`;
  const answer = desk.can("privacy.answer") && isOpen(one);
  return {
    title: `${text(`privacy:kind-${one.kind}`)}: ${one.name || one.ref}`,
    at: "privacy",
    page: (
      <div id="request" data-topic="privacy">
        <Facts
          pairs={[
            [text("cases:ref"), one.ref],
            [text("privacy:state"), text(`privacy:state-${one.state}`)],
            [text("privacy:received"), showTime(visit, one.receivedAt)],
            [text("privacy:reply-by"), one.state === "received" ? <strong class={one.replyBy < visit.now ? "error" : undefined}>{showTime(visit, one.replyBy)}</strong> : one.repliedAt && showTime(visit, one.repliedAt)],
            [text("privacy:due"), <strong class={one.late ? "error" : undefined}>{showTime(visit, one.dueAt)}</strong>],
            [text("privacy:extended"), one.extended?.why],
            [text("privacy:words"), one.words],
            [text("privacy:via"), one.via === "paper" ? text("privacy:via-paper") : text("link-account:channel", { channel: one.via })],
            [text("cases:person"), one.record && <a href={`/console/people/${one.record._id}`}>{one.record.name}</a>],
            [text("privacy:result"), one.result],
          ]}
        />
        {answer && (
          <>
            {one.state === "received" && <ActButton action={`${at}/reply`} csrf={csrf} label={text("privacy:reply")} />}
            <h2>{text("privacy:answer")}</h2>
            <p>{text(`privacy:how-${one.kind}`)}</p>
            {(one.kind === "copy" || one.kind === "see") && one.person && desk.can("people.export") && <p><a role="button" class="secondary" href={`${at}/copy`}>{text("privacy:copy")}</a></p>}
            {one.kind === "correct" && one.person && <p><a role="button" class="secondary" href={`/console/people/${one.person}/edit`}>{text("person:edit")}</a></p>}
            <Form action={`${at}/close`} csrf={csrf} {...(one.kind === "delete" ? { ask: text("privacy:delete-ask", { name: one.name || one.ref }) } : {})}>
              <Problem text={text} typed={typed} />
              <AreaField text={text} typed={typed} name="result" label={text("privacy:result")} help={text("privacy:result-help")} />
              {one.kind === "delete" && <CheckField name="chats" label={text("person:delete-chats")} checked />}
              <button type="submit" name="outcome" value="done" class={one.kind === "delete" ? "danger" : undefined}>{text(one.kind === "delete" ? "privacy:delete-now" : "privacy:done")}</button>
              <button type="submit" name="outcome" value="refused" class="secondary">{text("privacy:refuse")}</button>
            </Form>
            {!one.extended && (
              <Fold title={text("privacy:extend")}>
                <Form action={`${at}/extend`} csrf={csrf}>
                  <AreaField text={text} typed={none} name="why" label={text("cases:why")} required maxLength={300} />
                  <button type="submit" class="secondary">{text("privacy:extend")}</button>
                </Form>
              </Fold>
            )}
          </>
        )}
      </div>
    ),
  };
}

export async function addRequest(visit: StaffVisit): Promise<Reply> {
  const { desk, form } = visit;
  const kind = field(form, "request", 20) as RequestKind;
  const opened = await openRequest(desk, { ...given(form, ["person", "words"]), kind: requestKinds.includes(kind) ? kind : "see" });
  return { to: `/console/privacy/${opened._id}`, said: "privacy:added" };
}

export async function reply(visit: StaffVisit): Promise<Reply> {
  await replyToRequest(visit.desk, visit.params["id"]!);
  return { to: `/console/privacy/${encodeURIComponent(visit.params["id"]!)}`, said: "privacy:replied" };
}

export async function extend(visit: StaffVisit): Promise<Reply> {
  await extendRequest(visit.desk, visit.params["id"]!, field(visit.form, "why", 300));
  return { to: `/console/privacy/${encodeURIComponent(visit.params["id"]!)}`, said: "privacy:extended-said" };
}

export function close(visit: StaffVisit): Promise<Reply> {
  const { desk, form, params, text } = visit;
  const result = field(form, "result", 1000);
  return attempt(
    async () => {
      await closeRequest(desk, params["id"]!, { outcome: field(form, "outcome", 10), ...(result ? { result } : {}), chats: field(form, "chats") === "1" });
      return { to: "/console/privacy", said: "privacy:closed" };
    },
    (wrong, error: OfficeError) => page(visit, { values: { result }, wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`) }) }),
  );
}
