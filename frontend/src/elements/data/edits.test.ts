import { expect, test } from "vitest";
import type { Column, ColumnKind, Table } from "./arrow";
import { editedTable, sourcesOf } from "./editedTable";
import { after, type Changes, changesOf, fromWire, inverse, type Op, toWire, type Value } from "./edits";

const NONE: Changes = changesOf({ of: "", cells: [], added: [], deleted: [], seen: [] });
const done = (...ops: readonly Op[]) => ops.reduce(after, NONE);
const plain = ({ cells, added, deleted }: Changes) => ({
  cells: Object.fromEntries(
    [...cells].filter(([, row]) => row.size > 0).map(([row, each]) => [row, Object.fromEntries(each)]),
  ),
  added: added.map(([id, each]) => [id, Object.fromEntries(each)]),
  deleted: [...deleted],
});

test("steps", () => {
  const changes = done(
    [
      "set",
      0,
      [
        ["x", 1],
        ["y", 2],
      ],
    ],
    ["unset", 0, ["x"]],
    ["add", "a", [["x", 3]], null],
    ["add", "b", [], "a"],
    ["set", "b", [["y", 4]]],
    ["delete", [1, "a"]],
  );
  expect(plain(changes)).toEqual({ cells: { 0: { y: 2 } }, added: [["b", { y: 4 }]], deleted: [1] });
});

test.each([
  [
    [
      "set",
      0,
      [
        ["x", 9],
        ["z", 1],
      ],
    ],
  ],
  [["unset", 0, ["x"]]],
  [["set", "a", [["x", 9]]]],
  [["add", "n", [["x", 1]], null]],
  [["delete", [0, 2, "a"]]],
  [["restore", [1]]],
] as [Op][])("%j is taken back", (op) => {
  const before = done(
    ["set", 0, [["x", 1]]],
    ["add", "a", [["x", 2]], null],
    ["add", "b", [], null],
    ["delete", [1]],
  );
  const back = inverse(before, op);
  expect(plain(back.reduce(after, after(before, op)))).toEqual(plain(before));
});

const column = (kind: ColumnKind, over: Partial<Column> = {}): Column => ({
  name: "c",
  kind,
  length: 2,
  at: (row) => row,
  ...over,
});

test.each<[string, Column, Value, unknown]>([
  ["a number", column("float"), 1.5, 1.5],
  ["a decimal", column("float", { scale: 2 }), 1.25, 125n],
  ["a day", column("date"), "2024-01-31", Date.UTC(2024, 0, 31)],
  ["a moment", column("datetime"), "2024-01-31T12:30:00.000", Date.UTC(2024, 0, 31, 12, 30)],
  [
    "a moment with digits",
    column("datetime", { scale: 3 }),
    "2024-01-31T12:30:00.000",
    BigInt(Date.UTC(2024, 0, 31, 12, 30)) * 1000n,
  ],
  [
    "a moment in a zone",
    column("datetime", { zone: "Europe/Zurich" }),
    "2024-01-31T12:30:00.000Z",
    Date.UTC(2024, 0, 31, 12, 30),
  ],
  ["a time", column("time"), "10:30:01", 37_801_000],
  ["a length of time", column("duration"), 2.5, 2500],
  ["a list", column("list"), ["a", "b"], ["a", "b"]],
  ["nothing", column("int"), null, null],
])("%s travels there and back", (_, own, wire, value) => {
  expect(fromWire(own, wire)).toEqual(value);
  expect(toWire(own, value)).toEqual(wire);
});

test("an edited table has its rows in their order, and new ones behind", () => {
  const base: Table = {
    rows: 3,
    index: [{ ...column("int"), name: "" }],
    columns: [column("int", { length: 3, style: () => 1, shows: (row) => `#${row}` })],
    indexed: true,
    levels: [],
  };
  const changes = done(["set", 1, [["c", 9]]], ["delete", [0]], ["add", "n", [["c", 5]], null]);
  const sources = sourcesOf(base, changes);
  expect([...(sources ?? [])]).toEqual([1, 2, 3]);
  const edited = editedTable(base, changes, sources);
  const [own] = edited.columns;
  expect([1, 2, 3].map((row) => own?.at(row))).toEqual([9, 2, 5]);
  expect([1, 2, 3].map((row) => own?.shows?.(row))).toEqual([null, "#2", null]);
  expect([1, 2, 3].map((row) => own?.style?.(row))).toEqual([1, 1, 0]);
  expect([1, 2, 3].map((row) => edited.index[0]?.at(row))).toEqual([1, 2, 3]);
  expect(sourcesOf(base, done(["set", 1, [["c", 9]]]))).toBe(undefined);
});
