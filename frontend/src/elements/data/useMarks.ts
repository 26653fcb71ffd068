import { useMemo, useRef } from "react";
import type { Table } from "./arrow";
import type { ShownColumn } from "./cells";
import type { Place } from "./keys";
import { cellsOf, type Selecting, withColumn, withRow } from "./selecting";
import type { Range } from "./useEntry";

interface Around {
  readonly selecting: Selecting | null;
  readonly columns: readonly ShownColumn[];
  readonly rows: number;
  readonly rowAt: (row: number) => number;
  readonly say: (text: string) => void;
  readonly table: Table;
  /** What the server sorts by. */
  readonly by: string;
  readonly serverRow: (row: number) => number;
}

/** More rows of a table on the server than these are not selected at once. */
const MOST_ROWS = 100_000;
const TOO_MANY = "Too many rows to select at once";
/** The same of rows in another order, which must all be fetched before. */
const MOST_SORTED = 10_000;

/** What is selected in a grid for the app to know, and the ways to select. Rows are those of the grid. */
export function useMarks({ selecting, columns, rows, rowAt, say, table, by, serverRow }: Around) {
  /** The row and the column that were clicked last, from which a click with Shift goes on. */
  const lastRow = useRef<number | null>(null);
  const lastColumn = useRef<string | null>(null);
  const value = selecting?.value;
  const marked = useMemo(() => new Set(value?.[0]), [value]);
  const chosen = useMemo(() => new Set(value?.[1]), [value]);
  const chosenCells = useMemo(() => new Set(value?.[2].map(([row, name]) => `${row} ${name}`)), [value]);

  /** Do something with rows once the browser knows which they are; `values`: and what is in them. */
  const withRows = (a: number, b: number, act: () => void, values = false) => {
    const [top, bottom] = [Math.min(a, b), Math.max(a, b)];
    if (table.blocks === undefined || (by === "" && !values)) return act();
    if (bottom - top > MOST_SORTED) return say("Too many rows at once in this order");
    const loading = table.blocks.load(by, serverRow(top), serverRow(bottom));
    if (loading === null) return act();
    loading.then(act, (error: unknown) => say(String(error)));
  };
  const selectRow = (row: number, extend: boolean) => {
    const from = extend && lastRow.current !== null ? lastRow.current : row;
    if (table.blocks !== undefined && Math.abs(row - from) > MOST_ROWS) say(TOO_MANY);
    else withRows(row, from, () => selectRowHere(row, extend));
  };
  const selectRowHere = (row: number, extend: boolean) => {
    if (selecting === null || selecting.row === null || row < 0) return;
    const through: number[] = [];
    if (extend && lastRow.current !== null && selecting.row === "multi") {
      const [top, bottom] = [Math.min(lastRow.current, row), Math.max(lastRow.current, row)];
      for (let each = top; each <= Math.min(bottom, rows - 1); each++) through.push(rowAt(each));
    }
    lastRow.current = row;
    selecting.select([withRow(selecting, rowAt(row), through), selecting.value[1], selecting.value[2]]);
  };
  const selectAllRows = () => {
    if (selecting?.row !== "multi") return;
    if (table.blocks !== undefined && marked.size === 0 && rows > MOST_ROWS) return say(TOO_MANY);
    // Of a table on the server the order of the rows may not be known, and it does not matter.
    const place = table.blocks === undefined ? rowAt : (row: number) => table.sources?.[row] ?? row;
    const some = table.blocks !== undefined && rows > MOST_ROWS;
    const all = marked.size < rows && !some ? Array.from({ length: rows }, (_, row) => place(row)) : [];
    selecting.select([all.sort((a, b) => a - b), selecting.value[1], selecting.value[2]]);
  };
  const selectColumn = (column: number, add: boolean, extend: boolean) => {
    const shown = columns[column];
    if (selecting === null || selecting.column === null || shown === undefined || shown.isIndex) return;
    const names = columns.filter((each) => !each.isIndex && !each.marker).map((each) => each.column.name);
    const [a, b] = [names.indexOf(lastColumn.current ?? ""), names.indexOf(shown.column.name)];
    const through = extend && a >= 0 ? names.slice(Math.min(a, b), Math.max(a, b) + 1) : [];
    lastColumn.current = shown.column.name;
    const next = withColumn(selecting, shown.column.name, add, through);
    selecting.select([selecting.value[0], next, selecting.value[2]]);
  };
  /** Let the app know of the cells that somebody has walked or drawn to. */
  const selectCells = (to: Place, start: Place, soon: boolean) => {
    if (selecting === null || selecting.cell === null || to.row < 0) return;
    withRows(to.row, selecting.cell === "multi" ? Math.max(0, start.row) : to.row, () =>
      selectCellsHere(to, start, soon),
    );
  };
  const selectCellsHere = (to: Place, start: Place, soon: boolean) => {
    if (selecting === null || selecting.cell === null) return;
    const cells = cellsOf(columns, rangeOf(selecting.cell === "multi" ? start : to, to), rowAt);
    if (cells === null) say("Too many cells: the selection is only for copying, and the app does not get it");
    else selecting.select([selecting.value[0], selecting.value[1], cells], soon);
  };
  const clear = () => {
    if (selecting === null || selecting.value.every((part) => part.length === 0)) return;
    selecting.select([[], [], []]);
  };
  const some = value?.some((part) => part.length > 0) === true;
  return {
    withRows,
    marked,
    chosen,
    chosenCells,
    some,
    selectRow,
    selectAllRows,
    selectColumn,
    selectCells,
    clear,
  };
}

/** The range between two cells. Row -1, the header, is not in it. */
export function rangeOf(a: Place, b: Place): Range {
  return {
    top: Math.max(0, Math.min(a.row, b.row)),
    bottom: Math.max(a.row, b.row),
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column),
  };
}
