export { staffModels, type Grant, type StaffMember, type StaffModels, type StaffState, type StaffTicket } from "./model.ts";
export { rights, roleHas, roles, rightsOfRole, scopeKind, type Right, type Role } from "./roles.ts";
export { everything, reaches, scopeOf, within, withinCommune, type Scope } from "./scope.ts";
export { hashPassword, longestPassword, passwordFits, shortestPassword } from "./passwords.ts";
export { expireTickets, findTicket, makeTicket, useTicket } from "./tickets.ts";
export { openText, sealText } from "./seal-text.ts";
export { firstOwnerTicket } from "./first-owner.ts";
