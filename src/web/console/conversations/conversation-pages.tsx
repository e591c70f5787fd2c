import { answerConversation, closeConversation, readConversation, waitingPeople } from "../../../office/index.ts";
import { contactParts } from "../../../core/contact-id.ts";
import { AreaField, Form } from "../form.tsx";
import { ActButton, Empty } from "../layout.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

export async function listConversations(visit: StaffVisit): Promise<Reply> {
  const { text, desk } = visit;
  const waiting = await waitingPeople(desk);
  return {
    title: text("conversations:title"),
    at: "today",
    page: (
      <div id="conversations" data-topic="conversations">
        {waiting.length === 0 ? (
          <Empty title={text("conversations:empty")} hint={text("conversations:empty-hint")} />
        ) : (
          <ul class="rows">
            {waiting.map((one) => (
              <li class={one.urgent ? "late" : undefined}>
                <a href={`/console/conversations/${one.ref}`}>
                  <strong>{one.name || one.ref}</strong>
                  <span>{[one.urgent ? text("conversations:urgent") : undefined, text("link-account:channel", { channel: contactParts(one.contact).channel }), showTime(visit, one.requestedAt), one.urgent ? undefined : one.reason].filter(Boolean).join(" · ")}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    ),
  };
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
