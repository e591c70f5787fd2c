import type { ConsoleRoute } from "../route.ts";
import { addNewPerson, newPersonPage } from "./add-person.tsx";
import { deleteThisPerson, editPersonPage, saveDues, savePerson, saveStatus, saveTraining, takeDueBack, takeTrainingBack } from "./change-person.tsx";
import { exportPeople } from "./export-people.ts";
import { deleteListView, listPeoplePage, moveListed, saveListView } from "./list-people.tsx";
import { showPerson } from "./show-person.tsx";

export const peopleRoutes: readonly ConsoleRoute[] = [
  { method: "get", path: "/people", right: "people.read", handle: listPeoplePage },
  { method: "post", path: "/people", right: "people.write", handle: addNewPerson },
  { method: "get", path: "/people/new", right: "people.write", handle: newPersonPage },
  { method: "get", path: "/people/export", right: "people.export", handle: exportPeople },
  { method: "post", path: "/people/move", right: "people.write", handle: moveListed },
  { method: "post", path: "/people/views", right: "people.read", handle: saveListView },
  { method: "post", path: "/people/views/:view/delete", right: "people.read", handle: deleteListView },
  { method: "get", path: "/people/:id", right: "people.read", handle: showPerson },
  { method: "post", path: "/people/:id", right: "people.write", handle: savePerson },
  { method: "get", path: "/people/:id/edit", right: "people.write", handle: editPersonPage },
  { method: "post", path: "/people/:id/status", right: "people.write", handle: saveStatus },
  { method: "post", path: "/people/:id/dues", right: "people.write", handle: saveDues },
  { method: "post", path: "/people/:id/dues/remove", right: "people.write", handle: takeDueBack },
  { method: "post", path: "/people/:id/trainings", right: "people.write", handle: saveTraining },
  { method: "post", path: "/people/:id/trainings/remove", right: "people.write", handle: takeTrainingBack },
  { method: "post", path: "/people/:id/delete", right: "people.delete", handle: deleteThisPerson },
];
