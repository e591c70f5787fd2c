import { approveBroadcast, cancelNotice, countAudience, deleteAudience, deleteDraft, dropNoticePicture, endRepeat, noticePictureOf, OfficeError, pauseNotice, readOwnNotice, rehearseNotice, resumeNotice, retryNotice, sendBack, sendOff, setNoticePicture, skipNotice, testNotice, unschedule, withdrawNotice, type Desk } from "../../../office/index.ts";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { readUpload } from "../upload.ts";
import { showNotice } from "./show-notice.tsx";

const act = (verb: (desk: Desk, id: string) => Promise<unknown>, said: string) => async ({ desk, params }: StaffVisit): Promise<Reply> => {
  await verb(desk, params["id"]!);
  return { to: `/console/broadcasts/${params["id"]}`, said: `broadcasts:${said}` };
};

/** The version is that of the page: words nobody saw are not approved. */
export async function approve({ desk, form, params }: StaffVisit): Promise<Reply> {
  await approveBroadcast(desk, params["id"]!, Number(field(form, "version", 12)));
  return { to: `/console/broadcasts/${params["id"]}`, said: "broadcasts:said-approved" };
}
export const giveBack = act(sendBack, "said-back");
export const takeBack = act(unschedule, "said-back");
export const pause = act(pauseNotice, "said-paused");
/** One that is held comes back on the same page where the count is not the one shown. */
export async function resume(visit: StaffVisit): Promise<Reply> {
  const { desk, form, params } = visit;
  try {
    await resumeNotice(desk, params["id"]!, countTyped(form));
  } catch (error) {
    if (!(error instanceof OfficeError) || error.key !== "broadcast-count") throw error;
    return { ...(await showNotice(visit, { asked: { count: Number(error.params["count"]) } })), status: error.status };
  }
  return { to: `/console/broadcasts/${params["id"]}`, said: "broadcasts:said-resumed" };
}

function countTyped(form: StaffVisit["form"]): { count?: number } {
  const typed = field(form, "count", 9).replace(/[.\s]/g, "");
  return /^\d+$/.test(typed) ? { count: Number(typed) } : {};
}
export const cancel = act(cancelNotice, "said-cancelled");
export const withdraw = act(withdrawNotice, "said-withdrawn");
export const skip = act(skipNotice, "said-skipped");
export const repeatNoMore = act(endRepeat, "said-repeat-ended");
export const count = act(countAudience, "counting-said");
export const test = act(testNotice, "said-tested");

export async function rehearse({ desk, params }: StaffVisit): Promise<Reply> {
  const { people, missed } = await rehearseNotice(desk, params["id"]!);
  const to = `/console/broadcasts/${params["id"]}`;
  return missed.length > 0 ? { to, said: "broadcasts:said-rehearsed-partly", params: { people, names: missed.join(", ") } } : { to, said: "broadcasts:said-rehearsed", params: { people } };
}

export async function retry({ desk, params }: StaffVisit): Promise<Reply> {
  const again = await retryNotice(desk, params["id"]!);
  return { to: `/console/broadcasts/${params["id"]}`, said: "broadcasts:said-retried", params: { count: again } };
}

export async function throwAway({ desk, params }: StaffVisit): Promise<Reply> {
  await deleteDraft(desk, params["id"]!);
  return { to: "/console/broadcasts", said: "broadcasts:said-thrown-away" };
}

export async function dropAudience({ desk, params }: StaffVisit): Promise<Reply> {
  await deleteAudience(desk, params["id"]!);
  return { to: "/console/broadcasts/settings", said: "broadcasts:said-audience-gone" };
}

export async function picture({ desk, params, request, text }: StaffVisit): Promise<Reply> {
  await readOwnNotice(desk, params["id"]!, "broadcasts.write");
  const without = await setNoticePicture(desk, params["id"]!, (await readUpload(request)).file);
  const channels = without.map((one) => text(`broadcasts:channel-${one}`)).join(", ");
  return { to: `/console/broadcasts/${params["id"]}`, ...(channels ? { said: "broadcasts:said-picture-partly", params: { channels } } : { said: "broadcasts:said-picture" }) };
}

export const dropPicture = act(dropNoticePicture, "said-picture");

export async function showPicture({ desk, params }: StaffVisit): Promise<Reply> {
  const { content, type } = await noticePictureOf(desk, params["id"]!);
  return { file: content, name: "anh.jpg", type };
}

/** What makes one stop and think comes back on the same page: the same words again, a count that is not the one shown. */
export async function send(visit: StaffVisit): Promise<Reply> {
  const { desk, form, params } = visit;
  try {
    const { outcome } = await sendOff(desk, params["id"]!, { ...(field(form, "anyway", 1) === "1" ? { anyway: true } : {}), ...countTyped(form) }, Number(field(form, "version", 12)));
    return { to: `/console/broadcasts/${params["id"]}`, said: `broadcasts:said-${outcome}` };
  } catch (error) {
    if (!(error instanceof OfficeError) || !["broadcast-same-words", "broadcast-count"].includes(error.key)) throw error;
    const page = await showNotice(visit, { asked: { same: error.key === "broadcast-same-words", ...(error.key === "broadcast-count" ? { count: Number(error.params["count"]) } : {}) } });
    return { ...page, status: error.status };
  }
}
