import { newLinkName } from "./link-names.ts";
import type { Link, LinkModels, LinkTarget } from "./model.ts";

export type NewLink = { to: LinkTarget; source: string; unit?: string; now: number };

/** So many codes taken in a row means something is wrong. */
const mostCodes = 20;

/** Makes a link with a code nobody has. Whether its target exists is the caller's to check. */
export async function createLink(models: LinkModels, { to, source, unit, now }: NewLink, name = newLinkName): Promise<Link> {
  for (let attempt = 0; attempt < mostCodes; attempt++) {
    const { slug, code } = name(source);
    const link: Link = { _id: slug, code, to, source, ...(unit ? { unit } : {}), createdAt: now };
    try {
      await models.links.create(link);
      return link;
    } catch (error) {
      if ((error as { code?: number }).code !== 11000) throw error;
    }
  }
  throw new Error("no free link code");
}
