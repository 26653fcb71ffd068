import { expect, test } from "vitest";
import { loadVega } from "../vega";
import { dated, type Fields, formatOf } from "./dates";
import { fitting, type Spec } from "./spec";

const at = (...parts: [number, number, number?, number?, number?, number?, number?]) =>
  new Date(...(parts as [number, number])).getTime();

const MONTHS = [at(2024, 0), at(2024, 1), at(2024, 2)];
const TABLE: Fields = {
  moments: new Set(["month", "a.b"]),
  rows: MONTHS.map((month, n) => ({ month, "a.b": month, n, name: `n${n}` })),
};
const month = { field: "month", type: "ordinal" };
const n = { field: "n", type: "quantitative" };

test("the format is as short as the dates allow", () => {
  expect(formatOf([at(2023, 0), at(2024, 0)])).toBe("%Y");
  expect(formatOf(MONTHS)).toBe("%b %Y");
  expect(formatOf([at(2024, 0), at(2024, 0, 2)])).toBe("%b %d, %Y");
  expect(formatOf([at(2024, 0)])).toBe("%b %d, %Y");
  expect(formatOf([at(2024, 0, 1, 8, 30)])).toBe("%b %d, %Y %H:%M");
  expect(formatOf([at(2024, 0, 1, 8, 30, 5)])).toBe("%b %d, %Y %H:%M:%S");
  expect(formatOf([at(2024, 0, 1, 8, 30, 5, 7)])).toBe("%b %d, %Y %H:%M:%S.%L");
  expect(formatOf([])).toBe("%b %d, %Y");
});

/** What a specification looks like when Vega draws it: all texts, and the tooltips of the marks. */
async function texts(spec: Spec): Promise<string> {
  const vega = await loadVega();
  const tables = [TABLE];
  const full = { data: { values: TABLE.rows }, ...dated(spec, tables, vega.unitFormat) };
  const { View, parse } = await import("vega");
  const { expressionInterpreter } = await import("vega-interpreter");
  const runtime = parse(vega.compile(full as never, {}), undefined, { ast: true });
  const view = new View(runtime, { renderer: "none", expr: expressionInterpreter });
  await view.runAsync();
  const tips: unknown[] = [];
  const collect = (item: { tooltip?: unknown; items?: unknown[] }) => {
    if (item.tooltip !== undefined) tips.push(item.tooltip);
    for (const each of item.items ?? []) collect(each as typeof item);
  };
  collect((view.scenegraph() as unknown as { root: object }).root);
  const drawn = [...(await view.toSVG()).matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
  view.finalize();
  return [...drawn, JSON.stringify(tips)].join("|");
}

test.each<[string, Spec]>([
  ["an axis", { mark: "bar", encoding: { x: month, y: n } }],
  ["a nominal axis", { mark: "bar", encoding: { y: { ...month, type: "nominal" }, x: n } }],
  ["a legend", { mark: "bar", encoding: { color: month, y: n } }],
  ["a part of a chart", { layer: [{ mark: "bar", encoding: { x: month, y: n } }] }],
  ["a chart beside another", { hconcat: [{ mark: "bar", encoding: { x: month, y: n } }] }],
  ["rows of a chart", { mark: "bar", encoding: { row: { field: "month" }, y: n } }],
  ["facets", { facet: { row: month }, spec: { mark: "bar", encoding: { y: n } } }],
  ["facets that wrap", { facet: month, columns: 2, spec: { mark: "bar", encoding: { y: n } } }],
  ["texts", { mark: "text", encoding: { text: month, x: n } }],
  [
    "a condition",
    { mark: "bar", encoding: { y: n, color: { condition: { ...month, test: "true" }, value: "red" } } },
  ],
  ["a name with a dot", { mark: "bar", encoding: { x: { field: "a\\.b", type: "ordinal" }, y: n } }],
  [
    "the last of some dates",
    { mark: "text", encoding: { text: { ...month, aggregate: "max" }, detail: { field: "name" } } },
  ],
  [
    "a time unit that a transform makes",
    {
      mark: "bar",
      transform: [{ timeUnit: "yearmonth", field: "month", as: "cut" }],
      encoding: { x: { field: "cut", type: "ordinal" }, y: n },
    },
  ],
])("dates as categories are read as dates: %s", async (_, spec) => {
  const seen = await texts(spec);
  expect(seen).toContain("Jan 2024");
  expect(seen).not.toContain(String(MONTHS[0]));
});

test("a time unit in UTC is written in UTC", async () => {
  const seen = await texts({
    mark: "bar",
    transform: [{ timeUnit: { unit: "utcyearmonthdate" }, field: "month", as: "cut" }],
    encoding: { x: { field: "cut", type: "ordinal" }, y: n },
  });
  const date = new Date(MONTHS[1] ?? 0);
  expect(seen).toContain(`${date.toLocaleString("en", { month: "short", timeZone: "UTC" })} `);
  expect(seen).not.toContain("000|");
});

test("a tooltip shows a date, and what else it shows stays", async () => {
  const seen = await texts({
    mark: "bar",
    encoding: { x: n, tooltip: [month, { field: "name", type: "nominal" }] },
  });
  expect(seen).toContain('"month":"Jan 2024","name":"n0"');
  const all = await texts({ mark: { type: "bar", tooltip: true }, encoding: { x: month, y: n } });
  expect(all).toContain('"month":"Jan 2024"');
});

test("nothing changes where the app says how dates are written, and where there are none", () => {
  const unit = () => "";
  const unchanged: Spec[] = [
    { encoding: { x: { ...month, axis: { format: "%d" } } } },
    { encoding: { x: { ...month, axis: { labelExpr: "datum.value" } } } },
    { encoding: { x: { ...month, axis: null } } },
    { encoding: { color: { ...month, legend: { formatType: "number" } } } },
    { encoding: { tooltip: [{ ...month, format: "%d" }] } },
    { encoding: { x: { ...month, timeUnit: "month" } } },
    { encoding: { x: { ...month, aggregate: "count" } } },
    { encoding: { x: { ...month, type: "temporal" }, y: n, detail: { field: "name", type: "nominal" } } },
    { transform: [{ calculate: "1", as: "month" }], encoding: { x: month } },
    { transform: [{ joinaggregate: [{ op: "count", as: "month" }] }], encoding: { x: month } },
    { layer: [{ encoding: { x: { field: "name", type: "ordinal" } } }] },
  ];
  for (const spec of unchanged) expect(dated(spec, [TABLE], unit)).toBe(spec);
  const other = { moments: new Set<string>(), rows: [{ month: "text" }] };
  expect(dated({ encoding: { x: month } }, [TABLE, other], unit)).toEqual({ encoding: { x: month } });
});

test("a legend of dates below a chart has as many columns as there is room for", () => {
  const color = { ...month, legend: { orient: "bottom" } };
  const { encoding } = fitting(dated({ encoding: { color } }, [TABLE], () => "")) as { encoding: Spec };
  const { legend } = encoding.color as { legend: { columns: { expr: string } } };
  expect(legend.columns.expr).toBe(`max(1, floor(width / (${6.3 * "Jan 2024".length} + 30)))`);
});
