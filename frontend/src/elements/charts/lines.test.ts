import { expect, test } from "vitest";
import type { Column, ColumnKind, Table } from "../data/arrow";
import { linesOf, nearest, points } from "./lines";

const column = (name: string, kind: ColumnKind, values: readonly unknown[]): Column => ({
  name,
  kind,
  length: values.length,
  at: (row) => values[row] ?? null,
});
const table = (...columns: Column[]): Table => ({
  rows: columns[0]?.length ?? 0,
  index: [],
  columns,
  indexed: false,
  levels: [],
});
const asked = { x: null, y: ["a"], series: null, colors: [], x_label: null, y_label: null };
const ramp = (count: number) => ({
  name: "a",
  color: "red",
  xs: Array.from({ length: count }, (_, i) => i),
  ys: Array.from({ length: count }, (_, i) => i % 100),
});

test("without an index, rows are counted", () => {
  const { lines, x } = linesOf(table(column("a", "int", [5, null, 7])), asked);
  expect(lines[0]).toMatchObject({ name: "a", xs: [0, 1, 2], ys: [5, Number.NaN, 7] });
  expect(x).toMatchObject({ kind: "quantitative", title: "" });
});

test("an axis of whole numbers is known", () => {
  const whole = (...xs: number[]) =>
    linesOf(table(column("t", "float", xs), column("a", "int", xs)), { ...asked, x: "t" }).x.whole;
  expect(whole(2019, 2020)).toBe(true);
  expect(whole(1, 1.5)).toBe(false);
});

test("points are put in the order of the axis", () => {
  const { lines } = linesOf(table(column("t", "int", [3, 1, 2]), column("a", "int", [30, 10, 20])), {
    ...asked,
    x: "t",
  });
  expect(lines[0]).toMatchObject({ xs: [1, 2, 3], ys: [10, 20, 30] });
});

test("texts along the axis stand in the order they come", () => {
  const { lines, x, xText } = linesOf(
    table(column("day", "text", ["Mon", "Sun", "Mon"]), column("a", "int", [1, 2, 3])),
    { ...asked, x: "day" },
  );
  expect(x.values).toEqual(["Mon", "Sun"]);
  expect(lines[0]?.xs).toEqual([0, 0, 1]);
  expect(xText(1)).toBe("Sun");
});

test("a column tells lines apart", () => {
  const { lines } = linesOf(table(column("who", "text", ["x", "y", "x"]), column("a", "int", [1, 2, 3])), {
    ...asked,
    series: "who",
  });
  expect(lines.map(({ name, xs, ys }) => [name, xs, ys])).toEqual([
    ["x", [0, 2], [1, 3]],
    ["y", [1], [2]],
  ]);
});

test("colours and titles", () => {
  const { lines, y, x } = linesOf(table(column("a", "int", [1])), {
    ...asked,
    colors: ["red"],
    x_label: "time",
  });
  expect(lines[0]?.color).toBe("var(--tr-red)");
  expect([x.title, y.title]).toEqual(["time", "a"]);
});

test("midnights are dates", () => {
  const midnight = Date.UTC(2026, 0, 2);
  const { xText, x } = linesOf(table(column("t", "datetime", [midnight]), column("a", "int", [1])), {
    ...asked,
    x: "t",
  });
  expect(x.kind).toBe("temporal");
  expect(xText(midnight)).toBe("2026-01-02");
});

test("nearest", () => {
  expect([-5, 1.4, 1.6, 99].map((x) => nearest([0, 1, 2, 10], x))).toEqual([0, 1, 2, 3]);
  expect(nearest([], 3)).toBe(-1);
});

test("few points are all drawn, and lone ones are marked", () => {
  const line = { name: "a", color: "red", xs: [0, 1, 2, 3], ys: [1, 2, Number.NaN, 4] };
  const drawn = points(line, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 100);
  expect(drawn.map(({ y, lone }) => [y, lone])).toEqual([
    [1, undefined],
    [2, undefined],
    [null, undefined],
    [4, true],
  ]);
});

test("of many points those are drawn that can be seen", () => {
  const drawn = points(ramp(100_000), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 500);
  expect(drawn.length).toBeLessThanOrEqual(2000);
  expect(Math.max(...drawn.map(({ y }) => y ?? 0))).toBe(99);
  expect(drawn[0]?.x).toBe(0);
  expect(drawn.at(-1)?.x).toBe(99_999);
});

test("zoomed in, all points in view are drawn", () => {
  const drawn = points(ramp(100_000), 500, 600, 500);
  expect(drawn.map(({ x }) => x)).toEqual(Array.from({ length: drawn.length }, (_, i) => 499 + i));
  expect(drawn.at(-1)?.x).toBeGreaterThan(600);
});
