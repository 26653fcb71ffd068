import type { Column, Table } from "./arrow";
import { type Changes, fromWire, type Value } from "./edits";

export const INDEX = "_index";

/** The rows of a table after some were deleted and added; undefined if it has its own. Added rows come behind. */
export function sourcesOf(base: Table, { added, deleted }: Changes): Uint32Array | undefined {
  if (added.length === 0 && deleted.size === 0) return undefined;
  const kept: number[] = [];
  for (let row = 0; row < base.rows; row++) if (!deleted.has(row)) kept.push(row);
  for (let i = 0; i < added.length; i++) kept.push(base.rows + i);
  return Uint32Array.from(kept);
}

/** A table as people have changed it. */
export function editedTable(base: Table, changes: Changes, sources: Uint32Array | undefined): Table {
  const touched = new Set<string>();
  for (const cells of changes.cells.values()) for (const name of cells.keys()) touched.add(name);
  const over = (column: Column, name: string) =>
    touched.has(name) || changes.added.length > 0 ? edited(column, name, base.rows, changes) : column;
  return {
    ...base,
    rows: base.rows + changes.added.length,
    index: base.index.map((column, i) => (i === 0 ? over(column, INDEX) : column)),
    columns: base.columns.map((column) => over(column, column.name)),
    since: base,
    ...(sources === undefined ? {} : { sources }),
  };
}

function edited(column: Column, name: string, rows: number, { cells, added }: Changes): Column {
  const entered = (row: number): Value | undefined =>
    row < rows ? cells.get(row)?.get(name) : added[row - rows]?.[1].get(name);
  const counts = name === INDEX && column.name === "" && column.kind === "int";
  const { shows, style } = column;
  return {
    ...column,
    length: rows + added.length,
    at: (row) => {
      const value = entered(row);
      if (value !== undefined) return fromWire(column, value);
      return row < rows || counts ? column.at(row) : null;
    },
    ...(shows ? { shows: (row) => (row >= rows || entered(row) !== undefined ? null : shows(row)) } : {}),
    ...(style ? { style: (row) => (row >= rows ? 0 : style(row)) } : {}),
  };
}
