export { memberStatuses, peopleModels, personById, standings, type Due, type MemberStatus, type PeopleModels, type PersonRecord, type SavedView, type Standing, type StatusChange, type Training } from "./model.ts";
export { keysOf, nameWords, sortKey } from "./keys.ts";
export { countPeople, findPeople, type PeopleFilter, type PeoplePage } from "./search-people.ts";
export { addPerson, changePerson, freshPerson, newPersonId, PersonChanged, type PersonFields } from "./save-person.ts";
export { forgetPersonRecord, peopleOfContact } from "./forget-person.ts";
export { ageOf, readDay, readPhone, showDay, showPhone } from "./read-fields.ts";
export { keepsDues, owes, owingAmong, owingContacts } from "./owed-dues.ts";
export { tagsInUse } from "./tags-in-use.ts";
export { peopleOfContacts, peopleWithoutChat, personsContacts, type PersonBrief } from "./people-of-contacts.ts";
