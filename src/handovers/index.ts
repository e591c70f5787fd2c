export { handoverModels, handoversOf, waitingHandovers, type Handover, type HandoverModels } from "./model.ts";
export { closeHandover, forgetHandovers, requestPerson, type HandoverWish } from "./request-person.ts";
