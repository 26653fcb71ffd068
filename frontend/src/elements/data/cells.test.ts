import { expect, test } from "vitest";
import type { ColumnLook } from "../../protocol.gen";
import type { Column, ColumnKind, Table } from "./arrow";
import { cellText, search, textOf, textOfRange } from "./cells";
import { shownColumns } from "./columns";
import { linkText } from "./parts/Cell";
import { sortedRows } from "./sorting";

const column = (kind: ColumnKind, values: readonly unknown[], name = "c"): Column => ({
  name,
  kind,
  length: values.length,
  at: (row) => values[row] ?? null,
});
const look = (over: Partial<ColumnLook>): ColumnLook => ({
  column: "c",
  label: null,
  width: null,
  help: null,
  hidden: false,
  pinned: null,
  alignment: null,
  type: null,
  format: null,
  min: null,
  max: null,
  display_text: null,
  color: null,
  timezone: null,
  options: null,
  button: null,
  button_type: null,
  ...over,
});
const table = (...columns: Column[]): Table => ({
  rows: columns[0]?.length ?? 0,
  index: [],
  columns,
  indexed: false,
  levels: [],
});
const plain = { hide_index: null, column_order: null, looks: [] };

test.each([
  ["numbers", column("float", [2, null, -1, 10]), false, [2, 0, 3, 1]],
  ["numbers down: what is missing stays last", column("float", [2, null, -1, 10]), true, [3, 0, 2, 1]],
  ["equal values keep their order", column("int", [1, 0, 1, 0]), true, [0, 2, 1, 3]],
  ["integers beyond numbers", column("int", [2n ** 60n, 5, 2n ** 61n]), true, [2, 0, 1]],
  ["texts as people sort them", column("text", ["item 10", "item 9", "Item 1", null]), false, [2, 1, 0, 3]],
  ["booleans", column("bool", [true, false]), false, [1, 0]],
  ["lists", column("list", [["b"], ["a"]]), false, [1, 0]],
])("sorting: %s", (_, values, descending, expected) => {
  const sources = Uint32Array.from({ length: (values as Column).length }, (_, row) => row);
  const keys = [{ column: values as Column, descending: descending as boolean }];
  expect([...sortedRows(keys, sources)]).toEqual(expected);
});

test("a second column orders rows that are equal in the first, and only rows that are there are sorted", () => {
  const kind = column("text", ["b", "a", "b", "a", "c"]);
  const size = column("int", [1, 2, 3, null, 5]);
  const keys = [
    { column: kind, descending: false },
    { column: size, descending: true },
  ];
  expect([...sortedRows(keys, Uint32Array.of(0, 1, 2, 3))]).toEqual([1, 3, 2, 0]);
});

test("points of a column's numbers stand below each other", () => {
  const text = textOf(column("float", [1, 2.5, 6.54321]));
  expect([1, 2.5, 6.54321, 1e-9].map(text)).toEqual(["1.0000", "2.5000", "6.5432", "1e-9"]);
  expect(textOf(column("float", [1, 2]))(1)).toBe("1");
});

test("looks", () => {
  const values = table(column("int", [1], "a"), column("text", ["x"], "b"), column("int", [3], "c"));
  const shown = shownColumns(values, {
    hide_index: null,
    column_order: ["c", "gone", "a", "b"],
    looks: [
      look({ column: "a", hidden: true }),
      look({ column: "b", label: "Bee", pinned: true, width: "small" }),
      look({ column: "c", format: "%.1f €", alignment: "left" }),
    ],
  });
  expect(shown.map(({ label, width, align }) => [label, width, align])).toEqual([
    ["Bee", 75, "left"],
    ["c", undefined, "left"],
  ]);
  expect(shown[1]?.text(3)).toBe("3.0 €");
});

test("the index can be hidden", () => {
  const values = { ...table(column("int", [1])), index: [column("text", ["x"], "")], indexed: true };
  expect(shownColumns(values, plain).map(({ isIndex }) => isIndex)).toEqual([true, false]);
  expect(shownColumns(values, { ...plain, hide_index: true })).toHaveLength(1);
});

test("moments by a column's own format and zone", () => {
  const values = column("datetime", []);
  const noon = Date.UTC(2026, 5, 1, 12);
  expect(textOf(values, look({ format: "D MMM YYYY, HH:mm" }))(noon)).toBe("1 Jun 2026, 12:00");
  expect(textOf(values, look({ type: "date" }))(noon)).toBe("2026-06-01");
  expect(textOf(values, look({ timezone: "America/New_York" }))(noon)).toBe("2026-06-01 08:00:00-04:00");
});

test("search finds what is shown, in the order that is shown", () => {
  const shown = shownColumns(
    table(column("text", ["Anna", "Berta", "Hanna"]), column("int", [7, 17, 27])),
    plain,
  );
  const backwards = (row: number) => 2 - row;
  expect(search(shown, 3, backwards, "ANNA ")).toEqual([
    { row: 0, column: 0 },
    { row: 2, column: 0 },
  ]);
  expect(search(shown, 3, backwards, "7", 2)).toHaveLength(2);
  expect(search(shown, 3, backwards, " ")).toEqual([]);
});

test("copies are tab-separated, files comma-separated, and numbers exact", () => {
  const shown = shownColumns(
    table(column("text", ['say "hi"', "a,b", null], "t"), column("float", [1.123456789, null, 2], "n")),
    plain,
  );
  expect(textOfRange(shown, [0, 1, 2], ",", true)).toBe('t,n\n"say ""hi""",1.123456789\n"a,b",\n,2');
  expect(textOfRange(shown, [1], "\t", false)).toBe("a,b\t");
});

test("texts of links", () => {
  expect(linkText("https://a.dev/x?user=anna", null)).toBe("https://a.dev/x?user=anna");
  expect(linkText("https://a.dev/x?user=anna", "Open")).toBe("Open");
  expect(linkText("https://a.dev/x?user=anna", "user=(.*)$")).toBe("anna");
  expect(linkText("https://a.dev", "user=((")).toBe("https://a.dev");
});

test("texts and styles of the app belong to rows, and a format of the column takes precedence", () => {
  const styled: Column = {
    ...column("float", [0.5, null, 0.25]),
    shows: (row) => ["50%", "-", "25%"][row] ?? null,
    style: (row) => (row === 2 ? 1 : 0),
  };
  const values: Table = {
    ...table(styled, column("int", [1, 2, 3], "gone")),
    styles: { palette: [{}, { color: "red" }], heads: [1, 0], hideIndex: false, hidden: [1] },
  };
  const [shown, ...others] = shownColumns(values, plain);
  expect(others).toEqual([]);
  expect(shown?.headStyle).toEqual({ color: "red" });
  expect([0, 1, 2].map((row) => cellText(shown as never, row, null))).toEqual(["50%", "-", "25%"]);
  expect(search([shown as never], 3, (row) => 2 - row, "25")).toEqual([{ row: 0, column: 0 }]);
  const [formatted] = shownColumns(values, { ...plain, looks: [look({ format: "%.1f" })] });
  expect(cellText(formatted as never, 0, null)).toBe("0.5");
});
