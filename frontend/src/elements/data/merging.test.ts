import { expect, test, vi } from "vitest";
import type { Column, Table } from "./arrow";
import { Blocks, Refused } from "./blocks";
import { allColumns } from "./columns";
import { editedTable, sourcesOf } from "./editedTable";
import { after, changesOf, type Op } from "./edits";
import { merged } from "./useFound";

const column = (name: string, field: number, values: readonly unknown[]): Column => ({
  ...{ name, field, kind: "int", length: values.length },
  at: (row) => values[row] ?? null,
});

function edited(...ops: Op[]): Table {
  const head: Table = {
    rows: 4,
    index: [],
    columns: [column("a", 0, [1, 2, 3, 4]), column("b", 1, [5, 6, 7, 8])],
    indexed: false,
    levels: [],
  };
  const base = { ...head, blocks: new Blocks({ source: "s", rows: 4, block: 4 }, head) };
  const none = changesOf({ of: "", cells: [], added: [], deleted: [], seen: [] });
  const changes = ops.reduce(after, none);
  return editedTable(base, changes, sourcesOf(base, changes));
}

const OPS: Op[] = [
  ["set", 2, [["a", 66]]],
  ["add", "x", [["b", 6]], null],
  ["delete", [0]],
];

test("the server learns what it must know to sort the rows, and no more", () => {
  const table = edited(...OPS);
  expect([...(table.sources ?? [])]).toEqual([1, 2, 3, 4]);
  expect(table.arrangement?.("-0,1")).toEqual({
    keys: "-0,1",
    cells: [[[2, 66]], [[4, 6]]],
    deleted: [0],
    added: 1,
  });
  expect(edited().arrangement).toBeUndefined();
});

test("one arrangement has one name and its number of rows", () => {
  const { blocks, arrangement } = edited(...OPS);
  if (blocks === undefined || arrangement === undefined) throw new Error("a table on the server");
  const order = blocks.arrange(arrangement("0"));
  expect(blocks.arrange(arrangement("0"))).toBe(order);
  expect(blocks.arrange(arrangement("-0"))).not.toBe(order);
  expect(blocks.rowsOf(order)).toBe(4);
  expect(blocks.rowsOf("0")).toBe(4);
});

test("more changes than the server takes in a request are refused, and not sent", async () => {
  const send = vi.fn();
  vi.stubGlobal("fetch", send);
  const { blocks } = edited();
  if (blocks === undefined) throw new Error("a table on the server");
  const cells = Array.from({ length: 10_000 }, (_, row) => [row, "é"] as const);
  const order = blocks.arrange({ keys: "0", cells: [cells], deleted: [], added: 0 });
  await expect(blocks.chunk(order, 0, 4)).rejects.toThrow(Refused);
  expect(send).not.toHaveBeenCalled();
});

test("a search has what people have entered, and not what was there before", () => {
  const table = edited(...OPS);
  const columns = allColumns(table, { hide_index: true, column_order: null, looks: [] });
  const at = { table, columns, words: "6" };
  // The server finds the 6 of row 1, and in row 2 what was overwritten (as if it had been a 6).
  const found = [
    { row: 1, column: 1 },
    { row: 2, column: 0 },
    { row: 0, column: 0 },
  ];
  const searched = { found, whole: true, places: [1, 2, 0], rows: [] };
  expect(merged(searched, { ...at, by: "", others: [] })).toEqual([
    { row: 0, column: 1 },
    { row: 1, column: 0 },
    { row: 3, column: 1 },
  ]);
  const sorted = { found: [{ row: 3, column: 1 }], whole: true, places: [1], rows: [0, null] };
  expect(merged(sorted, { ...at, by: "~1", others: [2, 4] })).toEqual([
    { row: 0, column: 0 },
    { row: 3, column: 1 },
  ]);
});
