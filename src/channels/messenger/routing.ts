import { at, list, platformId } from "../untrusted.ts";
import type { Graph } from "./graph.ts";
import { pageInboxAppId } from "./policy.ts";

export type MessengerRouting = ReturnType<typeof createRouting>;

/** The owner keeps a thread at most this long after it was extended. */
const longestSeconds = 7 * 86_400;

/**
 * Conversation routing (§1.11): which app may write to a person. `person` is a PSID, `metadata` a note for the other app, never words of the
 * person. All throw `SendError`.
 */
export function createRouting(graph: Graph, pageId: string) {
  const tell = async (act: string, person: string, fields: Record<string, unknown> = {}): Promise<void> => {
    await graph.post(`${pageId}/${act}`, { recipient: { id: person }, ...fields });
  };
  const noted = (metadata: string | undefined) => (metadata === undefined ? {} : { metadata });
  return {
    /** To another app; without one to the page's inbox, where staff write. */
    pass: (person: string, appId: string = pageInboxAppId, metadata?: string) => tell("pass_thread_control", person, { target_app_id: appId, ...noted(metadata) }),
    /** Refused on pages without a default app. */
    take: (person: string, metadata?: string) => tell("take_thread_control", person, noted(metadata)),
    /** Nobody's again: the default app may answer. */
    release: (person: string, metadata?: string) => tell("release_thread_control", person, noted(metadata)),
    request: (person: string, metadata?: string) => tell("request_thread_control", person, noted(metadata)),
    /** Keeps a thread for so many seconds, at most 7 days; without it ownership ends 24 h after the person's last message. */
    async extend(person: string, seconds: number): Promise<void> {
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestSeconds) throw new RangeError(`seconds must be from 1 to ${longestSeconds}`);
      await tell("extend_thread_control", person, { duration: seconds });
    },
    /** The id of the app that owns the thread, or undefined when nobody does. */
    async owner(person: string): Promise<string | undefined> {
      const { body } = await graph.get(`${pageId}/thread_owner`, { recipient: person });
      return platformId(at(list(at(body, "data"))[0], "thread_owner", "app_id"));
    },
  };
}
