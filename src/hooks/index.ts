export { hookModels, type Delivery, type Hook, type HookModels } from "./model.ts";
export { expireDeliveries, forgetEvents, raiseEvent, type RaisedEvent } from "./raise-event.ts";
export { createHook, deleteHook, HookMistake, listHooks, switchHook } from "./manage-hooks.ts";
export { deliverDue, type DeliverPorts } from "./deliver.ts";
