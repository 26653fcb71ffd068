import type { Column, Table } from "./arrow";
import type { Arrangement } from "./blocks";
import { type Changes, fromWire, type Value } from "./edits";

export const INDEX = "_index";

/** The rows of a table after some were deleted and added; undefined if it has its own. Added rows come behind. */
export function sourcesOf(base: Table, { added, deleted }: Changes): Uint32Array | undefined {
  if (added.length === 0 && deleted.size === 0) return undefined;
  const rows = base.rows + added.length;
  const kept = new Uint32Array(rows);
  let size = 0;
  for (let row = 0; row < rows; row++) if (!deleted.has(row)) kept[size++] = row;
  return kept.subarray(0, size);
}

/** A table as people have changed it. */
export function editedTable(base: Table, changes: Changes, sources: Uint32Array | undefined): Table {
  const touched = new Set<string>();
  for (const cells of changes.cells.values()) for (const name of cells.keys()) touched.add(name);
  const over = (column: Column, name: string) =>
    touched.has(name) || changes.added.length > 0 ? edited(column, name, base.rows, changes) : column;
  const { cells, added, deleted } = changes;
  const changed = cells.size > 0 || added.length > 0 || deleted.size > 0;
  return {
    ...base,
    rows: base.rows + changes.added.length,
    index: base.index.map((column, i) => (i === 0 ? over(column, INDEX) : column)),
    columns: base.columns.map((column) => over(column, column.name)),
    since: base,
    ...(sources === undefined ? {} : { sources }),
    ...(base.blocks !== undefined && changed
      ? {
          arrangement: (keys: string) => arrangementOf(base, changes, keys),
          touched: [...cells.keys(), ...added.map((_, i) => base.rows + i)],
        }
      : {}),
  };
}

/** What the server must know of changes to sort the rows. */
function arrangementOf(base: Table, { cells, added, deleted }: Changes, keys: string): Arrangement {
  const own = [...base.index, ...base.columns];
  const entered = keys.split(",").map((key) => {
    const column = own.find(({ field }) => String(field) === key.replace("-", ""));
    if (column === undefined) return [];
    const name = base.index[0] === column ? INDEX : column.name;
    const list: [number, Value][] = [];
    for (const [row, values] of cells) {
      const value = values.get(name);
      if (value !== undefined) list.push([row, value]);
    }
    added.forEach(([, values], i) => {
      const value = values.get(name);
      if (value !== undefined) list.push([base.rows + i, value]);
    });
    return list;
  });
  const gone = [...deleted].filter((row) => row < base.rows).sort((a, b) => a - b);
  return { keys, cells: entered, deleted: gone, added: added.length };
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
    entered: (row) => {
      const value = entered(row);
      return value === undefined ? undefined : fromWire(column, value);
    },
    ...(shows ? { shows: (row) => (row >= rows || entered(row) !== undefined ? null : shows(row)) } : {}),
    ...(style ? { style: (row) => (row >= rows ? 0 : style(row)) } : {}),
  };
}
