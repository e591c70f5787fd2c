import { answerConversation, closeConversation, readConversation, repliesToNotices, waitingPeople, type WaitingPerson } from "../../../office/index.ts";
import { contactParts } from "../../../core/contact-id.ts";
import { titleOf } from "../broadcasts/list-notices.tsx";
import { AreaField, Form } from "../form.tsx";
import { ActButton, Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

const perPage = 50;

/** Who waits for staff; with `replies` what people wrote after notices, answered or not. */
export async function listConversations(visit: StaffVisit): Promise<Reply> {
  const { text, desk, query } = visit;
  const [replies, broadcast] = [field(query, "replies", 1) === "1", field(query, "broadcast", 60)];
  const before = /^\d{1,15}$/.test(field(query, "before", 15)) ? Number(field(query, "before", 15)) : undefined;
  const shown = replies ? await repliesToNotices(desk, { limit: perPage, ...(broadcast ? { broadcast } : {}), ...(before === undefined ? {} : { before }) }) : await waitingPeople(desk);
  const more = new URLSearchParams({ replies: "1", ...(broadcast ? { broadcast } : {}), before: String(shown.at(-1)?.requestedAt ?? "") });
  return {
    title: text("conversations:title"),
    at: "today",
    page: (
      <>
        <ul class="chips" aria-label={text("people:filters")}>
          <li><a href="/console/conversations" aria-current={replies ? undefined : "true"}>{text("conversations:waiting")}</a></li>
          <li><a href="/console/conversations?replies=1" aria-current={replies ? "true" : undefined}>{text("conversations:replies")}</a></li>
        </ul>
        <div id="conversations" data-topic="conversations">
          {shown.length === 0 ? (
            <Empty title={text(replies ? "conversations:no-replies" : "conversations:empty")} hint={text(replies ? "conversations:no-replies-hint" : "conversations:empty-hint")} />
          ) : (
            <ul class="rows">{shown.map((one) => <Row visit={visit} one={one} />)}</ul>
          )}
          {replies && shown.length === perPage && <a role="button" class="secondary" href={`/console/conversations?${more}`}>{text("console:next")}</a>}
        </div>
      </>
    ),
  };
}

function Row({ visit, one }: { visit: StaffVisit; one: WaitingPerson }) {
  const { text } = visit;
  const facts = [one.urgent ? text("conversations:urgent") : undefined, text("link-account:channel", { channel: contactParts(one.contact).channel }), showTime(visit, one.requestedAt), one.broadcast && text(`conversations:state-${one.state}`), one.urgent ? undefined : one.reason];
  return (
    <li class={one.urgent ? "late" : undefined}>
      <a href={`/console/conversations/${one.ref}`}>
        <strong>{one.name || one.ref}</strong>
        <span>{facts.filter(Boolean).join(" · ")}</span>
        {one.notice && <span>{text("conversations:replies-to", { title: titleOf(visit, one.notice) })}</span>}
      </a>
    </li>
  );
}

export async function showConversation(visit: StaffVisit): Promise<Reply> {
  const { text, desk, csrf, params } = visit;
  const { handover, turns } = await readConversation(desk, params["ref"]!);
  const at = `/console/conversations/${handover.ref}`;
  return {
    title: handover.name || handover.ref,
    at: "today",
    page: (
      <>
        {handover.urgent && <p class="error">{text("conversations:urgent-hint")}</p>}
        {handover.notice && <p class="quiet">{desk.can("broadcasts.read") ? <a href={`/console/broadcasts/${handover.notice._id}`}>{text("conversations:replies-to", { title: titleOf(visit, handover.notice) })}</a> : text("conversations:replies-to", { title: titleOf(visit, handover.notice) })}</p>}
        {handover.reason && !handover.urgent && <p>{handover.reason}</p>}
        <div id="talk" data-topic="conversations">
          {turns.map((turn) => (
            <div class="turn">
              <small>{showTime(visit, turn.at)}</small>
              {turn.in && <p class="in">{turn.in}</p>}
              {turn.out.map((line) => <p class="out">{line}</p>)}
            </div>
          ))}
        </div>
        {desk.can("conversations.answer") && (
          <>
            <Form action={`${at}/answer`} csrf={csrf}>
              <AreaField text={text} typed={{ values: {} }} name="answer" label={text("conversations:answer")} required maxLength={2000} />
              <button type="submit">{text("conversations:send")}</button>
            </Form>
            <ActButton action={`${at}/close`} csrf={csrf} label={text("conversations:close")} kind="secondary" />
          </>
        )}
      </>
    ),
  };
}

export async function answer(visit: StaffVisit): Promise<Reply> {
  await answerConversation(visit.desk, visit.params["ref"]!, field(visit.form, "answer", 2000));
  return { to: `/console/conversations/${visit.params["ref"]}`, said: "conversations:sent" };
}

export async function close(visit: StaffVisit): Promise<Reply> {
  await closeConversation(visit.desk, visit.params["ref"]!);
  return { to: "/console/conversations", said: "conversations:closed" };
}
