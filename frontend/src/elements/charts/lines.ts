/** What a line chart shows, from a table: points by line, sorted along the horizontal axis. */

import { type Column, isMissing, missingText, numberOf, type Table } from "../data/arrow";
import { textOf } from "../data/cells";
import { cssColor } from "../data/cssColor";
import { inZone, isoDate } from "../data/dates";
import { PALETTE } from "./chartColors";

export type AxisKind = "quantitative" | "temporal" | "nominal";

export interface Line {
  readonly name: string;
  readonly color: string;
  /** Positions along the axis, ascending; of a nominal axis, the place of the value among all. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

export interface Lines {
  readonly lines: readonly Line[];
  readonly x: {
    readonly kind: AxisKind;
    readonly title: string;
    readonly values: readonly string[];
    /** Whether all are whole numbers, between which the axis should name none. */
    readonly whole: boolean;
  };
  readonly y: { readonly title: string };
  readonly xText: (x: number) => string;
}

interface Asked {
  readonly x: string | null;
  readonly y: readonly string[];
  readonly series: string | null;
  readonly colors: readonly string[];
  readonly x_label: string | null;
  readonly y_label: string | null;
}

const HEX = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

export function linesOf(table: Table, asked: Asked, palette: readonly string[] = PALETTE): Lines {
  const along =
    asked.x === null ? table.index[0] : (named(table.columns, asked.x) ?? named(table.index, asked.x));
  const kind = along === undefined ? "quantitative" : axisKind(along);
  const values: string[] = [];
  const at = positions(along, kind, table.rows, values);
  const columns = asked.y.map((name) => named(table.columns, name) ?? named(table.index, name));
  const by = asked.series === null ? undefined : named(table.columns, asked.series);
  const found = new Map<string, { xs: number[]; ys: number[] }>();
  const put = (name: string, row: number, column: Column | undefined) => {
    const value = column?.at(row);
    const x = at(row);
    if (x === null) return;
    let line = found.get(name);
    if (line === undefined) {
      line = { xs: [], ys: [] };
      found.set(name, line);
    }
    line.xs.push(x);
    // What is missing is a gap, and NaN is how the drawing knows one.
    line.ys.push(
      column === undefined || value === null || value === undefined || typeof value === "object"
        ? Number.NaN
        : numberOf(column, value),
    );
  };
  if (by === undefined) {
    columns.forEach((column, i) => {
      const name = asked.y[i] ?? "";
      found.set(name, { xs: [], ys: [] });
      for (let row = 0; row < table.rows; row++) put(name, row, column);
    });
  } else {
    const text = textOf(by);
    const [column] = columns;
    for (let row = 0; row < table.rows; row++) {
      const name = by.at(row);
      put(isMissing(name) ? missingText(by, name) : text(name), row, column);
    }
  }
  const lines = [...found].map(([name, { xs, ys }], i) => ({
    name,
    // Data may have a column with the colours themselves.
    color: HEX.test(name) ? name : cssColor(asked.colors[i] ?? palette[i % palette.length] ?? "#888888"),
    ...ascending(xs, ys),
  }));
  return {
    lines,
    x: {
      kind,
      values,
      title: asked.x_label ?? along?.name ?? "",
      whole: kind === "quantitative" && lines.every(({ xs }) => xs.every(Number.isInteger)),
    },
    y: { title: asked.y_label ?? (asked.y.length === 1 ? (asked.y[0] ?? "") : "") },
    xText: xText(along, kind, values),
  };
}

function named(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name);
}

function axisKind(column: Column): AxisKind {
  switch (column.kind) {
    case "date":
    case "datetime":
      return "temporal";
    case "int":
    case "float":
    case "duration":
    case "time":
      return "quantitative";
    default:
      return "nominal";
  }
}

/** Where rows stand on the axis. Moments of a zone stand where its clocks show them. */
function positions(
  column: Column | undefined,
  kind: AxisKind,
  rows: number,
  values: string[],
): (row: number) => number | null {
  if (column === undefined) return (row) => row;
  if (kind === "nominal") {
    const text = textOf(column);
    const places = new Map<string, number>();
    const place = new Int32Array(rows);
    for (let row = 0; row < rows; row++) {
      const value = column.at(row);
      const name = isMissing(value) ? missingText(column, value) : text(value);
      let number = places.get(name);
      if (number === undefined) {
        number = values.push(name) - 1;
        places.set(name, number);
      }
      place[row] = number;
    }
    return (row) => place[row] ?? null;
  }
  return (row) => {
    const value = column.at(row);
    if (value === null || value === undefined) return null;
    const number = numberOf(column, value);
    if (!Number.isFinite(number)) return null;
    return kind === "temporal" && column.zone !== undefined ? inZone(number, column.zone).getTime() : number;
  };
}

/** Whether all moments are midnights, so that only the date says anything. */
function days(column: Column): boolean {
  for (let row = 0; row < column.length; row++) {
    const value = column.at(row);
    if (value !== null && inZone(numberOf(column, value), column.zone).getTime() % 86_400_000 !== 0)
      return false;
  }
  return true;
}

function xText(column: Column | undefined, kind: AxisKind, values: readonly string[]): (x: number) => string {
  if (kind === "nominal") return (x) => values[Math.round(x)] ?? "";
  if (column === undefined) return String;
  if (column.kind === "datetime" && days(column)) return (x) => isoDate(new Date(x));
  const { zone: _, ...here } = column; // positions are in the zone already
  const text = textOf(here);
  return (x) => text(x);
}

/** Points in the order of the axis. Most data is in order already. */
function ascending(xs: number[], ys: number[]): { xs: number[]; ys: number[] } {
  let sorted = true;
  for (let i = 1; i < xs.length && sorted; i++) sorted = (xs[i - 1] ?? 0) <= (xs[i] ?? 0);
  if (sorted) return { xs, ys };
  const order = xs.map((_, i) => i).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0) || a - b);
  return { xs: order.map((i) => xs[i] ?? 0), ys: order.map((i) => ys[i] ?? 0) };
}

/** The index of the value nearest to a position, in ascending values; -1 if there are none. */
export function nearest(xs: readonly number[], x: number): number {
  if (xs.length === 0) return -1;
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - (xs[low - 1] ?? 0) <= (xs[low] ?? 0) - x ? low - 1 : low;
}

export interface Point {
  readonly x: number;
  readonly y: number | null;
  readonly s: string;
  /** Whether both neighbours are missing. */
  readonly lone?: true;
}

/**
 * Points to draw between two positions: all, or, where several fall on a pixel, the first, lowest, highest and last of each
 * pixel's, which look the same.
 */
export function points(line: Line, from: number, to: number, pixels: number): Point[] {
  const { xs, ys, name } = line;
  // One more on either side, so that the line leaves the view instead of ending in it.
  const first = Math.max(0, lower(xs, from) - 1);
  const last = Math.min(xs.length, lower(xs, to) + 2);
  const out: Point[] = [];
  const put = (i: number) => {
    const y = ys[i] ?? Number.NaN;
    const point = { x: xs[i] ?? 0, y: Number.isFinite(y) ? y : null, s: name };
    const lone = point.y !== null && !Number.isFinite(ys[i - 1]) && !Number.isFinite(ys[i + 1]);
    out.push(lone ? { ...point, lone } : point);
  };
  if (last - first <= 4 * pixels) {
    for (let i = first; i < last; i++) put(i);
    return out;
  }
  const start = xs[first] ?? 0;
  const step = ((xs[last - 1] ?? 0) - start) / pixels || 1;
  let i = first;
  while (i < last) {
    const end = start + (Math.floor(((xs[i] ?? 0) - start) / step) + 1) * step;
    const begin = i;
    let low = i;
    let high = i;
    let gap = -1;
    for (; i < last && ((xs[i] ?? 0) < end || i === begin); i++) {
      const y = ys[i] ?? Number.NaN;
      if (!Number.isFinite(y)) gap = i;
      else {
        if (!(y >= (ys[low] ?? 0))) low = i;
        if (!(y <= (ys[high] ?? 0))) high = i;
      }
    }
    for (const k of [...new Set([begin, low, high, i - 1, ...(gap >= 0 ? [gap] : [])])].sort((a, b) => a - b))
      put(k);
  }
  return out;
}

/** The first index whose value is not below x. */
function lower(xs: readonly number[], x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
