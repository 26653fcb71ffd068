/** Selections: from Plotly's events to what an app gets, and back to a chart that shows them. */

import type { Figure, Tree } from "./engine";

export interface Area {
  readonly xref: string;
  readonly yref: string;
  readonly x: readonly unknown[];
  readonly y: readonly unknown[];
}

export interface Selection {
  readonly points: readonly Tree[];
  readonly point_indices: readonly number[];
  readonly box: readonly Area[];
  readonly lasso: readonly Area[];
}

export type Mode = "points" | "box" | "lasso";

interface Event {
  readonly points?: readonly Tree[];
  readonly selections?: readonly Tree[];
}

const HIERARCHY = [
  "label",
  "id",
  "parent",
  "value",
  "currentPath",
  "percentRoot",
  "percentEntry",
  "percentParent",
  "pointNumber",
  "curveNumber",
];

/** What a box, a lasso or clicks have selected; undefined if the chart does not allow such a selection. */
export function selectionOf(event: Event | undefined, modes: readonly Mode[]): Selection | undefined {
  if (event === undefined) return undefined;
  const indices = new Set<number>();
  const points = (event.points ?? []).map((point) => {
    for (const index of [point.pointIndex, ...asList(point.pointIndices)])
      if (typeof index === "number") indices.add(index);
    const { legendgroup } = (point.data ?? {}) as Tree;
    return flat(legendgroup ? { ...point, legendgroup } : point);
  });
  const areas = event.selections ?? [];
  const box = areas.filter(({ type }) => type === "rect").map((area) => corners(area));
  const lasso = areas.filter(({ type, path }) => type === "path" && path).map((area) => outline(area));
  if ((box.length > 0 && !modes.includes("box")) || (lasso.length > 0 && !modes.includes("lasso")))
    return undefined;
  return { points, point_indices: [...indices], box, lasso };
}

/** What a click has selected in a chart of a hierarchy, such as a sunburst; undefined in other charts. */
export function clickedPart(event: Event | undefined): Selection | undefined {
  const point = event?.points?.[0];
  if (point?.id === undefined || point.parent === undefined) return undefined;
  const { pointNumber } = point;
  const part = flat(Object.fromEntries(HIERARCHY.map((name) => [name, point[name]])));
  return {
    points: [part],
    point_indices: typeof pointNumber === "number" ? [pointNumber] : [],
    box: [],
    lasso: [],
  };
}

/** The figure with a selection: in the plots that have a part of it, all other points are dimmed. */
export function withSelection(figure: Figure, selection: Selection | null): Figure {
  if (selection === null) return figure;
  const { points, box, lasso } = selection;
  const chosen = new Map<unknown, Set<number>>();
  for (const point of points) {
    const set = chosen.get(point.curve_number) ?? new Set();
    for (const index of [point.point_index, ...asList(point.point_indices)])
      if (typeof index === "number") set.add(index);
    chosen.set(point.curve_number, set);
  }
  const plots = new Set([...box, ...lasso].map(({ xref, yref }) => `${xref} ${yref}`));
  for (const [curve, trace] of figure.data.entries()) if (chosen.has(curve)) plots.add(plotOf(trace));
  const data = figure.data.map((trace, curve) =>
    SELECTABLE.has(trace.type) && plots.has(plotOf(trace))
      ? { ...trace, selectedpoints: [...(chosen.get(curve) ?? [])] }
      : trace,
  );
  const selections = [
    ...box.map(({ xref, yref, x, y }) => ({
      type: "rect",
      xref,
      yref,
      x0: x[0],
      x1: x[1],
      y0: y[0],
      y1: y[1],
    })),
    ...lasso.map(({ xref, yref, x, y }) => ({
      type: "path",
      xref,
      yref,
      path: `M${x.map((each, i) => `${each},${y[i]}`).join("L")}Z`,
    })),
  ];
  return { ...figure, data, layout: { ...figure.layout, selections } };
}

/** What a trace stands in: two axes, or a plot of another kind. */
function plotOf({ subplot, geo, xaxis, yaxis }: Tree): string {
  return String(subplot ?? geo ?? `${xaxis ?? "x"} ${yaxis ?? "y"}`);
}

/** Kinds of traces whose points can be selected. */
const SELECTABLE: ReadonlySet<unknown> = new Set([
  undefined,
  "bar",
  "box",
  "candlestick",
  "choropleth",
  "choroplethmap",
  "choroplethmapbox",
  "histogram",
  "ohlc",
  "scatter",
  "scattercarpet",
  "scattergeo",
  "scattergl",
  "scattermap",
  "scattermapbox",
  "scatterpolar",
  "scatterpolargl",
  "scattersmith",
  "scatterternary",
  "splom",
  "violin",
  "waterfall",
  "funnel",
]);

/** What a point says that is no object, with names as in Python. */
function flat(point: Tree): Tree {
  const out: Tree = {};
  for (const [name, value] of Object.entries(point)) {
    if (value === undefined || name === "data" || name === "fullData") continue;
    if (ArrayBuffer.isView(value)) out[snake(name)] = [...(value as unknown as Iterable<number>)];
    else if (Array.isArray(value)) out[snake(name)] = value.map(plain);
    else if (typeof value !== "object" && typeof value !== "function") out[snake(name)] = value;
  }
  return out;
}

function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return [...(value as unknown as Iterable<number>)];
  return Array.isArray(value) ? value.map(plain) : value;
}

/** `marker.size` and `pointIndex` become `marker_size` and `point_index`. */
function snake(name: string): string {
  return name.replace(/\./g, "_").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function corners({ xref, yref, x0, x1, y0, y1 }: Tree): Area {
  return { xref: String(xref), yref: String(yref), x: [x0, x1], y: [y0, y1] };
}

function outline({ xref, yref, path }: Tree): Area {
  const pairs = String(path)
    .replace(/^M|Z$/g, "")
    .split("L")
    .map((pair) => pair.split(","));
  return {
    xref: String(xref),
    yref: String(yref),
    x: pairs.map(([x]) => number(x)),
    y: pairs.map(([, y]) => number(y)),
  };
}

/** A coordinate of a path: a number, or a date or category as it is. */
function number(text: string | undefined): unknown {
  const value = Number(text);
  return text === undefined || text === "" || Number.isNaN(value) ? (text ?? "") : value;
}
