import type { ColumnLook } from "../../protocol.gen";
import type { Table } from "./arrow";
import { type ShownColumn, shownColumn } from "./cells";

interface Options {
  readonly hide_index: boolean | null;
  readonly column_order: readonly string[] | null;
  readonly looks: readonly ColumnLook[];
}

const INDEX = "_index";

/** The columns of a table in the order and with the looks that an app has asked for, and without those that it hides. */
export function shownColumns(table: Table, options: Options): ShownColumn[] {
  return pinnedFirst(allColumns(table, options).filter(({ hidden }) => !hidden));
}

/** All columns of a table, those that an app hides too: a person can bring them back. */
export function allColumns(table: Table, { hide_index, column_order, looks }: Options): ShownColumn[] {
  const byName = new Map(looks.map((look) => [look.column, look]));
  const places = new Map(column_order?.map((name, i) => [name, i]));
  const { styles } = table;
  const noIndex = (hide_index ?? styles?.hideIndex) === true;
  const index = table.index.map((column, i) => {
    const look = byName.get(column.name || INDEX) ?? byName.get(INDEX);
    return {
      ...shownColumn(column, look, true, `index ${i}`),
      above: table.levels.slice(0, -1),
      hidden: noIndex || look?.hidden === true,
    };
  });
  const columns = table.columns.map((column, i) => {
    const look = byName.get(column.name);
    const gone = column_order === null ? styles?.hidden.includes(i) === true : !places.has(column.name);
    const number = styles?.heads[i] ?? 0;
    const head = number === 0 ? undefined : styles?.palette[number];
    return {
      ...shownColumn(column, look, false, `column ${column.name}`),
      ...(head ? { headStyle: head } : {}),
      hidden: gone || look?.hidden === true,
    };
  });
  const last = table.columns.length;
  columns.sort((a, b) => (places.get(a.column.name) ?? last) - (places.get(b.column.name) ?? last));
  const all: ShownColumn[] = [...index, ...columns];
  return styles === undefined ? all : all.map((shown) => ({ ...shown, palette: styles.palette }));
}

export function pinnedFirst(columns: readonly ShownColumn[]): ShownColumn[] {
  return [...columns.filter(({ pinned }) => pinned), ...columns.filter(({ pinned }) => !pinned)];
}
