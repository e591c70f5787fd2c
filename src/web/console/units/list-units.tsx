import { listUnits } from "../../../office/index.ts";
import type { Unit } from "../../../units/index.ts";
import { Empty } from "../layout.tsx";
import type { Reply, StaffVisit } from "../route.ts";

/** The tree as far as one may see it; units above one's own stand as plain text. Communes of a province are folded. */
export function listUnitsPage(visit: StaffVisit): Promise<Reply> {
  const { text, desk } = visit;
  const seen = new Set(listUnits(desk).map((unit) => unit._id));
  const roots = [...desk.tree.all.values()].filter((unit) => seen.has(unit._id) && (unit.parent === undefined || !seen.has(unit.parent)));
  const folded = seen.size > 60;
  return Promise.resolve({
    title: text("units:title"),
    at: "units",
    page: (
      <>
        {desk.can("units.write") && (
          <p class="bar">
            <a role="button" href="/console/units/new">{text("units:add")}</a>
            <a role="button" class="secondary" href="/console/units/merge">{text("units:merge")}</a>
            {desk.can("people.export") && <a role="button" class="secondary" href="/console/units/export">{text("people:export")}</a>}
          </p>
        )}
        <div id="units" data-topic="units">
          {roots.length === 0 ? <Empty title={text("units:empty")} hint={text("units:empty-hint")} /> : <ul class="tree">{roots.map((unit) => <Node visit={visit} unit={unit} folded={folded} />)}</ul>}
        </div>
      </>
    ),
  });
}

function Node({ visit, unit, folded }: { visit: StaffVisit; unit: Unit; folded: boolean }) {
  const { text, desk } = visit;
  const children = desk.tree.children(unit._id);
  const [living, ended] = [children.filter((one) => one.active), children.filter((one) => !one.active)];
  const name = (
    <>
      <a href={`/console/units/${unit._id}`}>{unit.name}</a> <small>{text(`units:kind-${unit.kind}`)}</small>
    </>
  );
  if (children.length === 0) return <li>{name}</li>;
  return (
    <li>
      {name}
      <details open={!folded || unit.kind === "central-union" || unit.kind === "provincial-union"}>
        <summary>{text("units:below", { count: living.length })}</summary>
        <ul>{living.map((one) => <Node visit={visit} unit={one} folded={folded} />)}</ul>
        {ended.length > 0 && (
          <details>
            <summary>{text("units:ended", { count: ended.length })}</summary>
            <ul>
              {ended.map((one) => (
                <li>
                  <a href={`/console/units/${one._id}`}>{one.name}</a>
                </li>
              ))}
            </ul>
          </details>
        )}
      </details>
    </li>
  );
}
