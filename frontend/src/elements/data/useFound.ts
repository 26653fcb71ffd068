import { useEffect, useMemo, useRef, useState } from "react";
import type { Table } from "./arrow";
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
      blocks.search(by, wanted, fields, end.signal).then(
        ([found, whole]) => {
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
  }, [blocks, by, words, columns]);
  return blocks === undefined ? { found: here, says: null } : there;
}
