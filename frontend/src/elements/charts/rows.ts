/** Tables as Vega takes them: an object for each row. */

import { type Column, numberOf, type Table } from "../data/arrow";

export type Row = Record<string, unknown>;

export interface Rows {
  readonly rows: readonly Row[];
  /** The fields with moments that have no zone: dates, and what a clock shows. */
  readonly clocks: ReadonlySet<string>;
  /** The fields with dates and moments, those without a zone among them. */
  readonly moments: ReadonlySet<string>;
}

/** The field in which the rows of a table have their index. */
const INDEX = "(index)";

const known = new WeakMap<Table, Rows>();

export function rowsOf(table: Table): Rows {
  let rows = known.get(table);
  if (rows === undefined) {
    rows = made(table);
    known.set(table, rows);
  }
  return rows;
}

/** The rows of tables one after the other. A single table's rows are the same each time. */
export function joined(tables: readonly Table[]): Rows {
  const [only, ...others] = tables;
  if (only !== undefined && others.length === 0) return rowsOf(only);
  const parts = tables.map(rowsOf);
  return {
    rows: parts.flatMap(({ rows }) => rows),
    clocks: new Set(parts.flatMap(({ clocks }) => [...clocks])),
    moments: new Set(parts.flatMap(({ moments }) => [...moments])),
  };
}

function made(table: Table): Rows {
  const fields = new Map<string, Column>();
  const [first] = table.index;
  if (first !== undefined) fields.set(INDEX, first);
  for (const level of table.index) if (level.name !== "") fields.set(level.name, level);
  for (const column of table.columns) fields.set(column.name, column);
  const readers = [...fields].map(([name, column]) => [name, reader(column)] as const);
  const rows: Row[] = new Array(table.rows);
  for (let i = 0; i < table.rows; i++) {
    const row: Row = {};
    for (const [name, read] of readers) row[name] = read(i);
    rows[i] = row;
  }
  const named = (is: (column: Column) => boolean) =>
    new Set([...fields].filter(([, column]) => is(column)).map(([name]) => name));
  return { rows, clocks: named(isClock), moments: named(isMoment) };
}

function isMoment({ kind }: Column): boolean {
  return kind === "date" || kind === "datetime";
}

function isClock(column: Column): boolean {
  return column.kind === "date" || (column.kind === "datetime" && column.zone === undefined);
}

function reader(column: Column): (row: number) => unknown {
  switch (column.kind) {
    case "int":
    case "float":
    case "time":
    case "duration":
      return (row) => finite(column, column.at(row));
    case "date":
    case "datetime": {
      const clock = isClock(column);
      return (row) => {
        const moment = finite(column, column.at(row));
        return moment === null || !clock ? moment : toLocal(moment);
      };
    }
    default:
      return (row) => column.at(row) ?? null;
  }
}

function finite(column: Column, value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const number = numberOf(column, value);
  return Number.isFinite(number) ? number : null;
}

/** The moment at which a clock here shows what a clock at Greenwich shows at another. Vega draws in local time. */
export function toLocal(moment: number): number {
  const at = new Date(moment);
  return new Date(
    at.getUTCFullYear(),
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
    at.getUTCMilliseconds(),
  ).getTime();
}

/** The reverse of `toLocal`. */
export function fromLocal(moment: number): number {
  const at = new Date(moment);
  return Date.UTC(
    at.getFullYear(),
    at.getMonth(),
    at.getDate(),
    at.getHours(),
    at.getMinutes(),
    at.getSeconds(),
    at.getMilliseconds(),
  );
}

export interface Overlap {
  /** How many rows are gone at the beginning. */
  readonly dropped: number;
  /** How many of the following rows have stayed. What follows them is new. */
  readonly kept: number;
}

const TRIES = 8;

/** Which rows of a table are in the next one: those before what was added or changed, without some that have left. */
export function overlap(before: readonly Row[], after: readonly Row[]): Overlap {
  const [first] = after;
  if (first === undefined) return { dropped: before.length, kept: 0 };
  const start = matching(before, 0, after);
  if (start === before.length || start === after.length) return { dropped: 0, kept: start };
  let tries = 0;
  for (let dropped = 1; dropped < before.length && tries < TRIES; dropped++) {
    if (!same(before[dropped] as Row, first)) continue;
    tries++;
    const kept = matching(before, dropped, after);
    if (kept === before.length - dropped) return { dropped, kept };
  }
  return start > 0 ? { dropped: 0, kept: start } : { dropped: before.length, kept: 0 };
}

function matching(before: readonly Row[], from: number, after: readonly Row[]): number {
  const end = Math.min(before.length - from, after.length);
  let count = 0;
  while (
    count < end &&
    (before[from + count] === after[count] || same(before[from + count] as Row, after[count] as Row))
  )
    count++;
  return count;
}

function same(a: Row, b: Row): boolean {
  let fields = 0;
  for (const name in a) {
    fields++;
    const x = a[name];
    const y = b[name];
    if (x !== y && !(Array.isArray(x) && Array.isArray(y) && JSON.stringify(x) === JSON.stringify(y)))
      return false;
  }
  return fields === Object.keys(b).length;
}
