import { useEffect, useMemo, useRef, useState } from "react";
import { isMissing, type Table } from "./arrow";
import type { Searched } from "./blocks";
import { type Found, type ShownColumn, search } from "./cells";

/** Milliseconds without a further letter after which the server searches. */
const TYPED = 200;

interface Asked {
  readonly table: Table;
  readonly columns: readonly ShownColumn[];
  readonly rows: number;
  readonly rowAt: (row: number) => number;
  /** What the server sorts by. */
  readonly by: string;
  /** Null: nobody searches. */
  readonly words: string | null;
  /** Called when words that somebody has entered were searched for. */
  readonly onFound: (found: readonly Found[]) => void;
}

export interface Finding {
  readonly found: readonly Found[];
  /** What the search says instead of its number of cells. */
  readonly says: string | null;
}

/** So many rows in which people have entered something are searched in a table that is sorted. */
const ASKED = 500;

const NONE: readonly Found[] = [];

/** The cells that contain the words that somebody searches for. Of a table on the server, the server finds them. */
export function useFound({ table, columns, rows, rowAt, by, words, onFound }: Asked): Finding {
  const { blocks } = table;
  const here = useMemo(
    () => (words === null || blocks !== undefined ? NONE : search(columns, rows, rowAt, words)),
    [words, columns, rows, rowAt, blocks],
  );
  const [there, setThere] = useState<Finding>({ found: NONE, says: null });
  const told = useRef(onFound);
  /** The words for which the first cell was shown. */
  const shown = useRef<string | null>(null);
  useEffect(() => {
    told.current = onFound;
  });
  useEffect(() => {
    if (blocks !== undefined || words === shown.current) return;
    shown.current = words;
    if (here.length > 0) told.current(here);
  }, [blocks, words, here]);
  useEffect(() => {
    if (blocks === undefined) return;
    const wanted = words?.trim() ?? "";
    if (wanted === "") {
      shown.current = null;
      setThere({ found: NONE, says: null });
      return;
    }
    const end = new AbortController();
    setThere((old) => ({ found: old.found, says: "…" }));
    const timer = setTimeout(() => {
      const fields = columns.map(({ column }) => column.field ?? -1);
      const others = by === "" ? [] : (table.touched ?? []).slice(0, ASKED);
      blocks.search(by, wanted, fields, others, end.signal).then(
        (searched) => {
          const { whole } = searched;
          const found = merged(searched, { table, columns, by, others, words: wanted });
          setThere({ found, says: whole ? null : `${found.length} or more` });
          if (shown.current !== wanted) told.current(found);
          shown.current = wanted;
        },
        (error: unknown) => {
          if (!end.signal.aborted)
            setThere({ found: NONE, says: error instanceof Error ? error.message : String(error) });
        },
      );
    }, TYPED);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [table, blocks, by, words, columns]);
  return blocks === undefined ? { found: here, says: null } : there;
}

interface Merging {
  readonly table: Table;
  readonly columns: readonly ShownColumn[];
  readonly by: string;
  /** The rows whose places the server was asked for. */
  readonly others: readonly number[];
  readonly words: string;
}

/** What the server has found, without cells that people have changed, and with those that have the words now. */
export function merged(searched: Searched, { table, columns, by, others, words }: Merging): readonly Found[] {
  if (table.touched === undefined && table.sources === undefined) return searched.found;
  const { sources } = table;
  const rowOf = (source: number): number =>
    by !== ""
      ? (searched.rows[others.indexOf(source)] ?? -1)
      : sources === undefined
        ? source
        : find(sources, source);
  const found: Found[] = [];
  searched.found.forEach(({ row, column }, i) => {
    const source = searched.places[i] ?? -1;
    if (columns[column]?.column.entered?.(source) !== undefined) return;
    const at = by === "" ? rowOf(source) : row;
    if (at >= 0) found.push({ row: at, column });
  });
  const wanted = words.toLowerCase();
  for (const source of by === "" ? (table.touched ?? []) : others) {
    const row = rowOf(source);
    if (row < 0) continue;
    columns.forEach(({ column, text }, i) => {
      const value = column.entered?.(source);
      if (value !== undefined && !isMissing(value) && text(value).toLowerCase().includes(wanted))
        found.push({ row, column: i });
    });
  }
  return found.sort((a, b) => a.row - b.row || a.column - b.column);
}

/** The place of a number in numbers that rise; -1 if it is not there. */
function find(numbers: Uint32Array, wanted: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === wanted ? low : -1;
}
