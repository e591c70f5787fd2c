import { readActivity } from "../../../office/index.ts";
import type { Reply, StaffVisit } from "../route.ts";

/** Sheets for the door, one for each way people write: what it is, its QR code, the code to type. Whoever registered on a chat finds the one that opens it. */
export async function doorSheets({ desk, params, text, ports, request }: StaffVisit): Promise<Reply> {
  const activity = await readActivity(desk, params["id"]!, "activities.write");
  const base = ports.publicUrl ?? `${request.protocol}://${request.get("host")}`;
  const code = activity.checkInCode;
  const said = text("activity-pages:poster-word", { code });
  const addresses = await ports.addresses({ ref: `check-in_${code}`, word: said }, activity.commune, base);
  const { renderPosters } = await import("../../../links/poster/index.ts");
  const sheets = addresses.flatMap(({ channel, url, word }) =>
    url === undefined
      ? []
      : [{
          unit: desk.tree.all.get(activity.commune)?.name ?? "", title: activity.title, address: url, shownAddress: url.replace(/^https?:\/\//, "").replace(/[?].*$/, ""),
          steps: [text("activity-pages:poster-scan", { channel }), text("poster:step-open", { channel }), text("activity-pages:poster-say", { word: word ?? "none", code })],
          word: { how: text("activity-pages:poster-how"), word: code }, foot: text("activity-pages:poster-foot"),
        }],
  );
  return { file: await renderPosters(sheets, "a4"), name: `${activity._id}.pdf`, type: "application/pdf" };
}
