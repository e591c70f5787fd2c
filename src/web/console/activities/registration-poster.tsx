import type { EntryAddress } from "../../../core/entry-address.ts";
import { activityLink, makeActivityLink, type ActivityLink } from "../../../office/index.ts";
import { entryOf, type Link } from "../../../links/index.ts";
import { ActButton } from "../layout.tsx";
import type { Reply, StaffVisit } from "../route.ts";
import { showTime } from "../show-time.ts";

/** The link that opens an activity's card on every channel, to copy or to print; made with one tap. */
export async function linkPage(visit: StaffVisit): Promise<Reply> {
  const { desk, text, params, csrf } = visit;
  const found = await activityLink(desk, params["id"]!);
  const address = `/console/activities/${found.activity._id}`;
  const addresses = found.link ? await addressesOf(visit, found, found.link) : [];
  return {
    title: text("activity-pages:link"),
    at: "activities",
    page: (
      <>
        <p>{text("activity-pages:link-hint", { title: found.activity.title })}</p>
        {!found.link && <ActButton action={`${address}/link`} csrf={csrf} label={text("activity-pages:link-make")} />}
        {addresses.map(({ channel, url, word }) => (
          <label>
            {text("link-account:channel", { channel })}
            {url && <input readOnly value={url} data-copy />}
            {word && <small>{text("activity-pages:link-word", { word })}</small>}
          </label>
        ))}
        {found.link && <p class="quiet">{text("activity-pages:link-people", { count: found.people })}</p>}
        <p class="bar">
          {found.link && <a role="button" href={`${address}/link/poster`}>{text("activity-pages:link-poster")}</a>}
          <a role="button" class="secondary" href={address}>{text("activity-pages:back")}</a>
        </p>
      </>
    ),
  };
}

export async function makeLink({ desk, params, text }: StaffVisit): Promise<Reply> {
  await makeActivityLink(desk, params["id"]!, text("activity-pages:link-source"));
  return { to: `/console/activities/${params["id"]}/link`, said: "activity-pages:said-link" };
}

/** A page to hang up: what, when, where, a QR code of the web chat, and the word for Zalo. */
export async function linkPoster(visit: StaffVisit): Promise<Reply> {
  const { desk, params, text } = visit;
  const found = await activityLink(desk, params["id"]!);
  const { activity, link } = found;
  if (!link) return { to: `/console/activities/${activity._id}/link` };
  const addresses = await addressesOf(visit, found, link);
  const web = addresses.find((one) => one.url !== undefined)!.url!;
  const word = addresses.find((one) => one.word)?.word;
  const { renderPoster } = await import("../../../links/poster/index.ts");
  const { pdf } = await renderPoster(
    {
      unit: desk.tree.all.get(found.unit)?.name ?? "", title: text("poster:title-activity", { name: activity.title }), address: web, shownAddress: web.replace(/^https?:\/\//, ""),
      steps: [[showTime(visit, activity.startsAt), activity.place].filter(Boolean).join(", "), ...["step-scan", "step-answer"].map((key) => text(`poster:${key}`, { channel: "webchat", word: "none" }))],
      ...(word ? { word: { how: text("poster:how-word"), word } } : {}), foot: text("poster:foot", { source: link.source, code: link.code }),
    },
    "a4",
  );
  return { file: pdf, name: `${activity._id}-dang-ky.pdf`, type: "application/pdf" };
}

async function addressesOf({ ports, request }: StaffVisit, { unit }: ActivityLink, link: Link): Promise<EntryAddress[]> {
  const webUrl = ports.publicUrl ?? `${request.protocol}://${request.get("host")}`;
  return (await ports.addresses(entryOf(link), unit, webUrl)).filter((one) => one.url ?? one.word);
}
