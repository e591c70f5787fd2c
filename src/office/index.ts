export { openDesk, type Desk } from "./desk.ts";
export { notFound, OfficeError } from "./office-error.ts";
export type { OfficePorts } from "./office-ports.ts";
export { waiting, type Waiting, type WaitingCounter } from "./waiting.ts";
export { listPeople, readPerson, type PeopleQuery } from "./people.ts";
