export { changedProfile } from "./read-profile.ts";
export { endParticipation, erasePerson, type PersonalRooms } from "./end-participation.ts";
