export { identityModels, type IdentityModels } from "./model.ts";
export { identitiesOf, kinOf } from "./person-of.ts";
export { codeLivesMs, expireLinkCodes, makeCode } from "./make-code.ts";
export { useCode, type UseResult, type UseWish } from "./use-code.ts";
export { forgetIdentity, unlink } from "./unlink.ts";
