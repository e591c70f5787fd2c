import type { Broadcast, Forecast, Letter } from "../../../broadcasts/index.ts";
import { approvers, askedBy, peopleOf, readNotice, type NoticeReport } from "../../../office/index.ts";
import { reaches, type Right } from "../../../staff/index.ts";
import { Facts, Fold, Form } from "../form.tsx";
import { ActButton } from "../layout.tsx";
import type { Reply, StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";
import { audienceSentence } from "./audience-sentence.ts";
import { titleOf } from "./list-notices.tsx";
import { placeOptions, placeSaid } from "./place-field.tsx";
import { repeatText } from "./repeat-fields.ts";
import { forecastText, minutesLeft, ReachFacts } from "./reach-facts.tsx";

/** A notice in whatever state: a draft with what it would do, one under way with how far it is, one that is over with its report. */
export async function showNotice(visit: StaffVisit, more: { asked?: { same?: boolean; count?: number } } = {}): Promise<Extract<Reply, { page: unknown }>> {
  const { text, desk, params } = visit;
  const report = await readNotice(desk, params["id"]!);
  const { broadcast } = report;
  const may = (right: Right): boolean => desk.can(right) && reaches(desk.scope(right), { commune: broadcast.commune, branch: broadcast.branch, club: broadcast.club });
  const before = broadcast.state === "draft" || broadcast.state === "waiting" || broadcast.state === "scheduled";
  return {
    title: titleOf(visit, broadcast),
    at: "broadcasts",
    page: (
      <>
        {before ? await Draft({ visit, notice: broadcast, seen: report.forecast, may, asked: more.asked ?? {} }) : await Progress({ visit, report, may, asked: more.asked ?? {} })}
        {broadcast.repeat && broadcast.state !== "draft" && broadcast.state !== "waiting" && may("broadcasts.write") && (
          <p class="bar">
            <span class="quiet">{text("broadcasts:repeats", { every: repeatText(visit, broadcast.repeat) })}</span>
            <ActButton action={`/console/broadcasts/${broadcast._id}/end-repeat`} csrf={visit.csrf} label={text("broadcasts:repeat-end")} kind="secondary" ask={text("broadcasts:repeat-end-ask")} />
          </p>
        )}
        <Words visit={visit} notice={broadcast} />
        <Facts
          pairs={[
            [text("broadcasts:audience"), await audienceSentence(visit, broadcast)], [text("broadcasts:purpose"), broadcast.purpose && text(`broadcasts:purpose-${broadcast.purpose}`)], [text("broadcasts:by"), broadcast.byName], [text("broadcasts:place"), desk.can("broadcasts.write") ? placeSaid(await placeOptions(desk), broadcast) : undefined],
            [text("broadcasts:at"), broadcast.at ? showTime(visit, broadcast.at) : undefined], [text("broadcasts:repeat"), broadcast.repeat && repeatText(visit, broadcast.repeat)], [text("broadcasts:expires"), showTime(visit, broadcast.expiresAt)],
            [text("broadcasts:started"), broadcast.startedAt ? showTime(visit, broadcast.startedAt) : undefined], [text("broadcasts:ended"), broadcast.endedAt ? showTime(visit, broadcast.endedAt) : undefined],
            [text("broadcasts:per-minute"), broadcast.perMinute], [text("broadcasts:urgent"), broadcast.urgent ? "✓" : undefined],
          ]}
        />
      </>
    ),
  };
}

function Words({ visit: { text }, notice: { _id: id, content } }: { visit: StaffVisit; notice: Broadcast }) {
  if ("key" in content) return null;
  return (
    <section class="turn">
      <h2>{text("broadcasts:words")}</h2>
      {content.image && <img src={`/console/broadcasts/${id}/image`} alt={text("broadcasts:picture")} loading="lazy" />}
      <p class="in">{content.texts.vi}</p>
      {content.texts.en && <p class="in" lang="en">{content.texts.en}</p>}
      {(content.buttons ?? []).map((button) => <p><span class="chips"><span>{button.label}</span></span></p>)}
    </section>
  );
}

async function Draft({ visit, notice, seen, may, asked }: { visit: StaffVisit; notice: Broadcast; seen: Forecast | undefined; may(right: Right): boolean; asked: { same?: boolean; count?: number } }) {
  const { text, csrf, desk, staff } = visit;
  const act = (name: string) => `/console/broadcasts/${notice._id}/${name}`;
  const people = peopleOf(notice);
  const ready = notice.preview?.state === "ready";
  const writes = may("broadcasts.write");
  const rules = await desk.ports.notices.rules(notice.commune);
  const alone = ready && people > rules.approveAbove && (await approvers(desk, notice)).length === 0;
  return (
    <div id="draft" data-topic="broadcasts" data-busy={notice.state !== "scheduled" && !ready ? "1" : undefined}>
      <p class="quiet">{text(`broadcasts:state-${notice.state}`)}</p>
      <section id="reach">
        <h2>{text("broadcasts:reach")}</h2>
        <ReachFacts visit={visit} preview={notice.preview} seen={seen} />
        <p class="bar">
          <a role="button" class="secondary" href={act("plan")}>{text("broadcasts:plan")}</a>
          <a role="button" class="secondary" href={act("unheard")}>{text("broadcasts:unreached")}</a>
        </p>
      </section>
      {notice.rehearsed && <p class="said">{text("broadcasts:rehearsed", { people: notice.rehearsed.people, when: showTime(visit, notice.rehearsed.at) })}</p>}
      {notice.state === "draft" && writes && (
        <section id="send">
          <h2>{text("broadcasts:send")}</h2>
          <p class="bar">
            <a role="button" class="secondary" href={act("edit")}>{text("broadcasts:edit")}</a>
            <ActButton action={act("test")} csrf={csrf} label={text("broadcasts:test")} kind="secondary" />
            <ActButton action={act("rehearse")} csrf={csrf} label={text("broadcasts:rehearse")} kind="secondary" />
            <ActButton action={act("count")} csrf={csrf} label={text("broadcasts:count-again")} kind="secondary" />
          </p>
          {ready && people > 0 && (
            <Form action={act("send")} csrf={csrf}>
              <input type="hidden" name="version" value={notice.version} />
              {asked.same && (
                <label class="check"><input type="checkbox" name="anyway" value="1" required /> {text("broadcasts:same-words")}</label>
              )}
              {alone && (
                <label>
                  {text("broadcasts:type-count", { count: people })}
                  <input name="count" inputMode="numeric" required autocomplete="off" maxLength={9} aria-invalid={asked.count === undefined ? undefined : "true"} />
                </label>
              )}
              {!alone && people > rules.approveAbove && <p class="quiet">{text("broadcasts:will-wait")}</p>}
              <button type="submit">{text(notice.at && notice.at > visit.now ? "broadcasts:send-later" : "broadcasts:send-now", { count: people })}</button>
            </Form>
          )}
          {ready && people === 0 && <p class="error">{text("office:broadcast-nobody")}</p>}
          <Fold title={text("broadcasts:picture")} open={Boolean(notice.content.image)}>
            <form method="post" action={`${act("image")}?_csrf=${encodeURIComponent(csrf)}`} enctype="multipart/form-data">
              <label>{text("broadcasts:picture-file")}<input type="file" name="file" accept="image/jpeg,image/png,image/webp" required /></label>
              <button type="submit" class="secondary">{text("broadcasts:picture-add")}</button>
            </form>
            {notice.content.image && <ActButton action={act("image/remove")} csrf={csrf} label={text("console:remove")} about={text("broadcasts:picture")} kind="secondary" />}
          </Fold>
          <ActButton action={act("delete")} csrf={csrf} label={text("broadcasts:throw-away")} kind="danger" ask={text("broadcasts:throw-away-ask")} />
        </section>
      )}
      {notice.state === "waiting" && (
        <section id="waiting">
          <p>{text("broadcasts:waiting-hint", { count: notice.approval?.count ?? people })}</p>
          {may("broadcasts.approve") && askedBy(notice) !== staff._id && <ActButton action={act("approve")} csrf={csrf} fields={{ version: String(notice.version) }} label={text("broadcasts:approve")} ask={text("broadcasts:approve-ask", { count: notice.approval?.count ?? people })} />}
          {(may("broadcasts.approve") || writes) && <ActButton action={act("send-back")} csrf={csrf} label={text(notice.by === staff._id ? "broadcasts:take-back" : "broadcasts:send-back")} kind="secondary" />}
        </section>
      )}
      {notice.state === "scheduled" && writes && (
        <p class="bar">
          <ActButton action={act("unschedule")} csrf={csrf} label={text("broadcasts:unschedule")} kind="secondary" />
          {notice.repeat && <ActButton action={act("skip")} csrf={csrf} label={text("broadcasts:skip")} kind="secondary" ask={text("broadcasts:skip-ask")} />}
          <ActButton action={act("cancel")} csrf={csrf} label={text("broadcasts:cancel")} kind="danger" ask={text(notice.repeat ? "broadcasts:cancel-series-ask" : "broadcasts:cancel-ask")} />
        </p>
      )}
    </div>
  );
}

/** Why a notice waits whose list became longer than approved, and the yes of who may say it. */
async function Held({ visit, notice, count, may, asked }: { visit: StaffVisit; notice: Broadcast; count: number; may(right: Right): boolean; asked: { count?: number } }) {
  const { text, csrf, desk, staff } = visit;
  const action = `/console/broadcasts/${notice._id}/resume`;
  const second = may("broadcasts.approve") && askedBy(notice) !== staff._id;
  const alone = !second && may("broadcasts.write") && (await approvers(desk, notice)).length === 0;
  return (
    <div id="held">
      <p>{text("broadcasts:held", { count, approved: notice.approval?.count ?? 0 })}</p>
      {second && <ActButton action={action} csrf={csrf} label={text("broadcasts:approve")} ask={text("broadcasts:approve-ask", { count })} />}
      {alone && (
        <Form action={action} csrf={csrf}>
          <label>
            {text("broadcasts:type-count", { count })}
            <input name="count" inputMode="numeric" required autocomplete="off" maxLength={9} aria-invalid={asked.count === undefined ? undefined : "true"} />
          </label>
          <button type="submit">{text("broadcasts:send-now", { count })}</button>
        </Form>
      )}
      {!second && !alone && <p class="quiet">{text("broadcasts:held-waits")}</p>}
    </div>
  );
}

const shownLetters: readonly (readonly [Letter[], string])[] = [
  [["s", "d", "r", "a"], "sent"], [["d", "r", "a"], "delivered"], [["r", "a"], "read"], [["a"], "answered"], [["w"], "parked"], [["f"], "failed"], [["u"], "unknown"], [["o"], "opted-out"], [["x"], "blocked"], [["n"], "never-started"], [["e"], "expired"], [["c"], "cancelled"],
];

async function Progress({ visit, report, may, asked }: { visit: StaffVisit; report: NoticeReport; may(right: Right): boolean; asked: { count?: number } }) {
  const { text, csrf, desk } = visit;
  const { broadcast, progress, failures, perSecond, replies } = report;
  const act = (name: string) => `/console/broadcasts/${broadcast._id}/${name}`;
  const writes = may("broadcasts.write");
  const going = broadcast.state === "planning" || broadcast.state === "sending";
  const ended = progress.total - progress.open;
  return (
    <section id="progress" data-topic="broadcasts" data-busy={going ? "1" : undefined}>
      <p aria-live="polite"><strong>{text(`broadcasts:state-${broadcast.state}`)}</strong> · {text("broadcasts:of", { ended, total: progress.total })}</p>
      <progress value={ended} max={Math.max(1, progress.total)} aria-label={text("broadcasts:progress")} />
      {going && <p class="quiet">{[perSecond > 0 && text("broadcasts:rate", { rate: perSecond }), remaining(visit, report)].filter(Boolean).join(" · ")}</p>}
      {broadcast.state === "paused" && broadcast.held && (await Held({ visit, notice: broadcast, count: broadcast.held.count, may, asked }))}
      {writes && (
        <p class="bar">
          {going && <ActButton action={act("pause")} csrf={csrf} label={text("broadcasts:pause")} kind="secondary" />}
          {broadcast.state === "paused" && !broadcast.held && <ActButton action={act("resume")} csrf={csrf} label={text("broadcasts:resume")} />}
          {(going || broadcast.state === "paused") && <ActButton action={act("cancel")} csrf={csrf} label={text("broadcasts:cancel")} kind="danger" ask={text("broadcasts:cancel-ask")} />}
          {broadcast.state === "done" && progress.counts.w > 0 && <ActButton action={act("withdraw")} csrf={csrf} label={text("broadcasts:withdraw")} kind="secondary" ask={text("broadcasts:withdraw-ask", { count: progress.counts.w })} />}
          {broadcast.state === "done" && Object.keys(failures).some((reason) => !lasting.has(reason)) && <ActButton action={act("retry")} csrf={csrf} label={text("broadcasts:retry")} kind="secondary" />}
        </p>
      )}
      <ul class="rows">
        {shownLetters.flatMap(([letters, name]) => {
          const count = letters.reduce((sum, letter) => sum + progress.counts[letter], 0);
          return count === 0 ? [] : [<li><a href={`${act("people")}?letters=${letters.join("")}`}><strong>{text(`broadcasts:count-${name}`, { count })}</strong>{name === "unknown" && <span>{text("broadcasts:unknown-hint")}</span>}</a></li>];
        })}
        {progress.open > 0 && <li><a href={`${act("people")}?letters=-p`}><strong>{text("broadcasts:count-open", { count: progress.open })}</strong></a></li>}
      </ul>
      {Object.keys(failures).length > 0 && (
        <Fold title={text("broadcasts:failures")} id="failures" open>
          <Facts pairs={Object.entries(failures).sort((a, b) => b[1] - a[1]).map(([reason, count]) => [reasonText(visit, reason), count] as const)} />
        </Fold>
      )}
      <p class="bar">
        <a role="button" class="secondary" href={act("people")}>{text("broadcasts:people-log")}</a>
        <a role="button" class="secondary" href={act("unheard")}>{text("broadcasts:unheard")}</a>
        {replies > 0 && desk.can("conversations.read") && <a role="button" class="secondary" href={act("replies")}>{text("broadcasts:replies", { count: replies })}</a>}
      </p>
    </section>
  );
}

/** How long it still takes; in quiet hours until when it rests. */
function remaining(visit: StaffVisit, { forecast }: NoticeReport): string {
  if (!forecast) return "";
  const minutes = minutesLeft(visit, forecast);
  return minutes === undefined ? forecastText(visit, forecast) : visit.text("broadcasts:eta", { minutes });
}

/** Trying again mends none of these. */
const lasting = new Set(["blocked", "bad-content"]);
const reasons = new Set(["blocked", "bad-content", "token", "quota", "network", "throttled", "channel-off", "unknown-outcome", "bug", "window-closed"]);

export function reasonText({ text }: Pick<StaffVisit, "text">, reason: string): string {
  return text(`broadcasts:reason-${reasons.has(reason) ? reason : "other"}`);
}
