export { clubKinds, kindName, type ClubKind } from "./kinds.ts";
export { activitiesOf, addActivity, isInactive } from "./activities.ts";
export { clubRequests, decideRequest, requestByCode } from "./requests.ts";
export { clubAmong, clubById, clubContacts, clubModels, clubsOf, listClubs, membershipOf, type Club, type ClubActivity, type ClubModels, type Membership } from "./model.ts";
export { countMembers } from "./count-members.ts";
export { joinClub, type JoinResult, type JoinWish } from "./join-club.ts";
export { expireMemberships, forgetClubMember, leaveAllClubs, leaveClub } from "./leave-club.ts";
export { searchClubs } from "./search-clubs.ts";
