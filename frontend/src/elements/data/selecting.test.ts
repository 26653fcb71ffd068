import { expect, test } from "vitest";
import type { ShownColumn } from "./cells";
import { cellsOf, MAX_CELLS, markColumn, modesOf, type Selecting, withColumn, withRow } from "./selecting";

const selecting = (over: Partial<Selecting>): Selecting => ({
  row: null,
  column: null,
  cell: null,
  value: [[], [], []],
  select: () => {},
  ...over,
});

test("modes", () => {
  expect(modesOf([])).toBe(null);
  expect(modesOf(["single-row-required", "multi-column", "single-cell"])).toEqual({
    row: "required",
    column: "multi",
    cell: "single",
  });
});

test.each([
  ["multi", [1], 0, [], [0, 1]],
  ["multi", [0, 1], 1, [], [0]],
  ["multi", [5], 3, [1, 2, 3], [1, 2, 3, 5]],
  ["single", [1], 0, [], [0]],
  ["single", [1], 1, [], []],
  ["required", [1], 1, [], [1]],
] as const)("a click on a row: %s, %j and %i", (row, rows, source, through, expected) => {
  expect(withRow(selecting({ row, value: [rows, [], []] }), source, through)).toEqual(expected);
});

test.each([
  ["multi", ["a"], "b", false, [], ["b"]],
  ["multi", ["a"], "b", true, [], ["a", "b"]],
  ["multi", ["a", "b"], "b", true, [], ["a"]],
  ["multi", ["a", "b"], "b", false, [], ["b"]],
  ["multi", ["a"], "c", false, ["b", "c"], ["a", "b", "c"]],
  ["single", ["a"], "a", false, [], []],
  ["single", ["a"], "b", true, [], ["b"]],
] as const)("a click on a column: %s, %j and %s", (column, columns, name, add, through, expected) => {
  expect(withColumn(selecting({ column, value: [[], columns, []] }), name, add, through)).toEqual(expected);
});

test("cells of a range are those of the data, wherever their rows stand", () => {
  const shown = (name: string, isIndex = false) =>
    ({ ...markColumn("multi", 9), marker: undefined, isIndex, column: { name } }) as unknown as ShownColumn;
  const columns = [markColumn("multi", 9), shown("index", true), shown("a"), shown("b")];
  const range = { top: 0, bottom: 1, left: 0, right: 2 };
  expect(cellsOf(columns, range, (row) => 8 - row)).toEqual([
    [8, "a"],
    [7, "a"],
  ]);
  expect(cellsOf(columns, { ...range, bottom: MAX_CELLS }, (row) => row)).toBe(null);
});
