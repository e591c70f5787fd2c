import { createPerson } from "../../../office/index.ts";
import { attempt, type Typed } from "../form.tsx";
import { field, type Reply, type StaffVisit } from "../route.ts";
import { PersonForm, personInput, typedPerson } from "./person-form.tsx";

export function newPersonPage(visit: StaffVisit): Promise<Reply> {
  return Promise.resolve(page(visit, { values: { standing: "youth", branch: field(visit.query, "branch", 60) } }));
}

export function addNewPerson(visit: StaffVisit): Promise<Reply> {
  const { desk, form, text } = visit;
  return attempt(
    async () => ({ to: `/console/people/${(await createPerson(desk, personInput(form, "missing"), { anyway: field(visit.query, "anyway") === "1" }))._id}`, said: "person:added" }),
    (wrong, error) => page(visit, { values: typedPerson(form), wrong, ...(error.key === "fields-wrong" ? {} : { problem: text(`office:${error.key}`, error.params) }) }, error.key === "person-exists" ? String(error.params["id"]) : undefined),
  );
}

function page(visit: StaffVisit, typed: Typed, twin?: string): Reply {
  const { text } = visit;
  return {
    title: text("person:new"),
    at: "people",
    page: (
      <>
        {twin && (
          <p>
            <a href={`/console/people/${twin}`}>{text("person:see-twin")}</a>
          </p>
        )}
        <PersonForm visit={visit} typed={typed} action={twin ? "/console/people?anyway=1" : "/console/people"} go={text(twin ? "person:add-anyway" : "person:add")} />
      </>
    ),
  };
}
