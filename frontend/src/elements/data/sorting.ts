import { useCallback, useMemo, useState } from "react";
import { type Column, isMissing, type Table } from "./arrow";
import { itemText, type ShownColumn } from "./cells";

export interface Sort {
  /** The id of the shown column. */
  readonly id: string;
  readonly descending: boolean;
}

const gray = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/**
 * Rows of a table in another order: by the first key, and where that is equal by the next. What is missing comes last,
 * whichever the direction; equal rows keep their order.
 */
export function sortedRows(
  keys: readonly { readonly column: Column; readonly descending: boolean }[],
  sources: Uint32Array,
): Uint32Array {
  const ranks = keys.map(({ column, descending }) => rankOf(column, descending, sources));
  const places = Uint32Array.from(sources, (_, place) => place);
  places.sort((a, b) => {
    for (const rank of ranks) {
      const x = rank[a] as number;
      const y = rank[b] as number;
      if (x !== y) return x - y;
    }
    return a - b;
  });
  return places.map((place) => sources[place] as number);
}

/** A number for each row that orders it by a column. */
function rankOf(column: Column, descending: boolean, sources: Uint32Array): Float64Array {
  const rank = new Float64Array(sources.length);
  const values = Array.from(sources, (source) => column.at(source));
  const there = values.filter((value) => !isMissing(value));
  const sign = descending ? -1 : 1;
  if (there.every((value) => typeof value === "number" || typeof value === "boolean")) {
    values.forEach((value, i) => {
      rank[i] = isMissing(value) ? Number.POSITIVE_INFINITY : sign * Number(value);
    });
    return rank;
  }
  // Columns of few different values are the rule: compare each pair of them once, then numbers.
  const numeric = there.every((value) => typeof value !== "string" && typeof value !== "object");
  const keys = numeric ? there : there.map(itemText);
  const different = [...new Set(keys)];
  if (numeric)
    different.sort((a, b) => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0));
  else (different as string[]).sort(gray.compare);
  const ranks = new Map(different.map((value, i) => [value, sign * i]));
  values.forEach((value, i) => {
    rank[i] = isMissing(value)
      ? Number.POSITIVE_INFINITY
      : (ranks.get(numeric ? value : itemText(value)) ?? 0);
  });
  return rank;
}

export interface Sorting {
  readonly sorts: readonly Sort[];
  /** What the server sorts by; "" for the order of the data, and if the browser has all rows. */
  readonly by: string;
  readonly rows: number;
  /** The row of the data that stands in a row of the grid; -1 if only the server knows it yet. */
  readonly rowAt: (row: number) => number;
  /** The same, but -1 too if the row's values are not here. */
  readonly shownAt: (row: number) => number;
  /** Where the server has a row of the grid, in its order. */
  readonly serverRow: (row: number) => number;
  /** Sort by a column up, then down, then not. `add`: besides the columns that it is sorted by already. */
  readonly toggle: (id: string, add: boolean) => void;
  readonly set: (sort: Sort | null) => void;
}

/** The order of a table's rows. It is found again when the rows change, but not while somebody edits one. */
export function useSorting(table: Table, columns: readonly ShownColumn[]): Sorting {
  const [sorts, setSorts] = useState<readonly Sort[]>([]);
  const { sources, since, blocks } = table;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const order = useMemo(() => {
    if (blocks !== undefined) return undefined;
    const keys = sorts
      .map(({ id, descending }) => ({ column: columns.find((shown) => shown.id === id)?.column, descending }))
      .filter((key): key is { column: Column; descending: boolean } => key.column !== undefined);
    if (keys.length === 0) return sources;
    return sortedRows(keys, sources ?? Uint32Array.from({ length: table.rows }, (_, row) => row));
  }, [
    sorts,
    sources,
    since ?? table,
    blocks,
    sorts.map(({ id }) => columns.some((c) => c.id === id)).join(),
  ]);
  const keys = blocks === undefined ? "" : orderOf(sorts, columns);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was entered since then does not move a row
  const by = useMemo(
    () =>
      blocks === undefined || keys === "" || table.arrangement === undefined
        ? keys
        : blocks.arrange(table.arrangement(keys)),
    [sorts, keys, sources, since ?? table, blocks],
  );
  const serverRow = useCallback(
    (row: number) => (by === "" && sources !== undefined ? (sources[row] ?? row) : row),
    [by, sources],
  );
  const rowAt = useCallback(
    (row: number) => {
      if (blocks !== undefined) return by === "" ? serverRow(row) : blocks.sourceAt(by, row);
      return order === undefined ? row : (order[row] ?? row);
    },
    [order, blocks, by, serverRow],
  );
  const shownAt = (row: number) => {
    const source = rowAt(row);
    return blocks === undefined || by !== "" || source >= blocks.rows ? source : blocks.sourceAt("", source);
  };
  const toggle = useCallback((id: string, add: boolean) => {
    setSorts((old) => {
      const own = old.find((sort) => sort.id === id);
      const others = add ? old.filter((sort) => sort.id !== id) : [];
      if (own === undefined) return [...others, { id, descending: false }];
      if (own.descending) return others;
      return add
        ? old.map((sort) => (sort.id === id ? { id, descending: true } : sort))
        : [{ id, descending: true }];
    });
  }, []);
  const set = useCallback((sort: Sort | null) => setSorts(sort === null ? [] : [sort]), []);
  const rows =
    blocks === undefined
      ? (order?.length ?? table.rows)
      : by === ""
        ? (sources?.length ?? table.rows)
        : blocks.rowsOf(by);
  return { sorts, by, rows, rowAt, shownAt, serverRow, toggle, set };
}

/** What rows are sorted by, as the server reads it. */
function orderOf(sorts: readonly Sort[], columns: readonly ShownColumn[]): string {
  const keys: string[] = [];
  for (const { id, descending } of sorts) {
    const field = columns.find((shown) => shown.id === id)?.column.field;
    if (field !== undefined) keys.push(`${descending ? "-" : ""}${field < 0 ? "i" : field}`);
  }
  // The server sorts by no more: what was chosen last counts least.
  return keys.slice(0, 3).join();
}
