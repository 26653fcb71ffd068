import type { ShownColumn } from "./cells";

/** Rows (positions in the data), columns (names) and cells (both). */
export type Selection = readonly [
  rows: readonly number[],
  columns: readonly string[],
  cells: readonly (readonly [number, string])[],
];

export const NOTHING: Selection = [[], [], []];
/** More cells than these are not sent: somebody has selected everything to copy it. */
export const MAX_CELLS = 20_000;

/** What can be selected in a table, what is, and how to select something else. */
export interface Selecting {
  readonly row: "single" | "required" | "multi" | null;
  readonly column: "single" | "multi" | null;
  readonly cell: "single" | "multi" | null;
  readonly value: Selection;
  /** `soon`: there may be more in a moment, as somebody moves on. */
  readonly select: (value: Selection, soon?: boolean) => void;
}

export function modesOf(modes: readonly string[]): Pick<Selecting, "row" | "column" | "cell"> | null {
  if (modes.length === 0) return null;
  const mode = <T extends string>(part: string, single: T, multi: T): T | null =>
    modes.includes(`multi-${part}`) ? multi : modes.includes(`single-${part}`) ? single : null;
  return {
    row: modes.includes("single-row-required")
      ? "required"
      : mode<"single" | "multi">("row", "single", "multi"),
    column: mode<"single" | "multi">("column", "single", "multi"),
    cell: mode<"single" | "multi">("cell", "single", "multi"),
  };
}

/** The rows after a click on one: with `through`, all from that row on are selected too. */
export function withRow(
  { row: mode, value: [rows] }: Selecting,
  source: number,
  through: readonly number[] = [],
): readonly number[] {
  if (mode === "required") return [source];
  if (mode === "single") return rows.includes(source) ? [] : [source];
  if (through.length > 0) return [...new Set([...rows, ...through])].sort((a, b) => a - b);
  return rows.includes(source)
    ? rows.filter((row) => row !== source)
    : [...rows, source].sort((a, b) => a - b);
}

/** The columns after a click on one: `add` besides the others, `through` with those up to it. */
export function withColumn(
  { column: mode, value: [, columns] }: Selecting,
  name: string,
  add: boolean,
  through: readonly string[] = [],
): readonly string[] {
  if (mode === "multi" && through.length > 0) return [...new Set([...columns, ...through])];
  if (mode === "multi" && add)
    return columns.includes(name) ? columns.filter((each) => each !== name) : [...columns, name];
  return columns.length === 1 && columns[0] === name ? [] : [name];
}

/** The cells of a range, by the rows of the data and the names of columns. Those of the index are none. */
export function cellsOf(
  columns: readonly ShownColumn[],
  range: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number },
  rowAt: (row: number) => number,
): readonly (readonly [number, string])[] | null {
  const names = columns
    .slice(range.left, range.right + 1)
    .filter((shown) => !shown.isIndex && shown.marker === undefined)
    .map(({ column }) => column.name);
  if (names.length * (range.bottom - range.top + 1) > MAX_CELLS) return null;
  const cells: (readonly [number, string])[] = [];
  for (let row = range.top; row <= range.bottom; row++)
    for (const name of names) cells.push([rowAt(row), name]);
  return cells;
}

/** The first column of a table in which rows are selected: a box or a dot for each. */
export function markColumn(mode: "single" | "required" | "multi", rows: number): ShownColumn {
  return {
    id: "mark",
    column: { name: "", kind: "bool", length: rows, at: () => null },
    label: "",
    above: [],
    help: null,
    align: "center",
    pinned: true,
    isIndex: false,
    hidden: false,
    width: 40,
    look: undefined,
    text: () => "",
    marker: mode === "multi" ? "check" : "radio",
  };
}
