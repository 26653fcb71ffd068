import { expect, test } from "vitest";
import type { Column, ColumnKind, Table } from "../data/arrow";
import { fromLocal, joined, overlap, type Row, rowsOf, toLocal } from "./rows";

function column(
  name: string,
  kind: ColumnKind,
  values: readonly unknown[],
  more: Partial<Column> = {},
): Column {
  return { name, kind, length: values.length, at: (row) => values[row] ?? null, ...more };
}

function table(index: Column[], ...columns: Column[]): Table {
  return { rows: columns[0]?.length ?? 0, index, columns, indexed: index.length > 0, levels: [] };
}

test("each row is an object, with the index beside the columns", () => {
  const { rows } = rowsOf(table([column("k", "text", ["x", "y"])], column("a", "int", [1, 2])));
  expect(rows).toEqual([
    { "(index)": "x", k: "x", a: 1 },
    { "(index)": "y", k: "y", a: 2 },
  ]);
});

test("what is no number is null, and large integers are numbers", () => {
  const { rows } = rowsOf(
    table(
      [],
      column("f", "float", [Number.NaN, Number.POSITIVE_INFINITY, 1.5]),
      column("d", "float", [150n, null, 25n], { scale: 2 }),
    ),
  );
  expect(rows).toEqual([
    { f: null, d: 1.5 },
    { f: null, d: null },
    { f: 1.5, d: 0.25 },
  ]);
});

test("moments without a zone are those that a clock here shows, and come back as they were", () => {
  const noon = Date.UTC(2024, 6, 1, 12);
  const { rows, clocks } = rowsOf(
    table([], column("t", "datetime", [noon]), column("z", "datetime", [noon], { zone: "Asia/Tokyo" })),
  );
  expect(clocks).toEqual(new Set(["t"]));
  expect(new Date(rows[0]?.t as number).getHours()).toBe(12);
  expect(rows[0]?.z).toBe(noon);
  expect(fromLocal(toLocal(noon))).toBe(noon);
});

test("a table gives the same rows each time", () => {
  const one = table([], column("a", "int", [1]));
  expect(rowsOf(one)).toBe(rowsOf(one));
});

test("the pieces of a table are one after the other, and keep their rows", () => {
  const first = table([], column("a", "int", [1, 2]));
  const both = joined([first, table([], column("a", "int", [3]))]);
  expect(both.rows).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  expect(both.rows[0]).toBe(rowsOf(first).rows[0]);
  expect(joined([first])).toBe(rowsOf(first));
});

const counted = (...values: number[]): Row[] => values.map((a) => ({ a, b: "x" }));

test.each([
  ["added", counted(1, 2), counted(1, 2, 3), { dropped: 0, kept: 2 }],
  ["the same", counted(1, 2), counted(1, 2), { dropped: 0, kept: 2 }],
  ["moved on", counted(1, 2, 3), counted(2, 3, 4), { dropped: 1, kept: 2 }],
  ["moved on among repeats", counted(1, 2, 1, 3), counted(1, 3, 4), { dropped: 2, kept: 2 }],
  ["changed at the end", counted(1, 2, 3), counted(1, 2, 9), { dropped: 0, kept: 2 }],
  ["shorter", counted(1, 2, 3), counted(1, 2), { dropped: 0, kept: 2 }],
  ["other", counted(1, 2), counted(7, 8), { dropped: 2, kept: 0 }],
  ["emptied", counted(1, 2), [], { dropped: 2, kept: 0 }],
  ["from nothing", [], counted(1), { dropped: 0, kept: 0 }],
])("rows that are %s", (_name, before, after, found) => {
  expect(overlap(before, after)).toEqual(found);
});

test("another column makes other rows", () => {
  expect(overlap([{ a: 1 }], [{ a: 1, b: 2 }]).kept).toBe(0);
  expect(overlap([{ a: [1, 2] }], [{ a: [1, 2] }]).kept).toBe(1);
});
