export { linkBy, linkKinds, linkModels, disableLink, listLinks, type Link, type LinkModels, type LinkTarget } from "./model.ts";
export { entryOf, refOf, slugInRef, typedLinkName } from "./link-names.ts";
export { createLink, type NewLink } from "./create-link.ts";
export { openLink, type OpenWish } from "./open-link.ts";
export { countOpenings, type LinkCounts } from "./count-openings.ts";
export { forgetOpenings } from "./forget-openings.ts";
