export { tokenModels, type ApiToken, type TokenModels } from "./model.ts";
export { createToken, findToken, listTokens, revokeToken } from "./tokens.ts";
export { abandonOnce, beginOnce, endOnce, expireOnces, forgetOnces, type Begun } from "./once.ts";
