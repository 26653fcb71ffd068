import type { Table } from "./arrow";
import { CHUNK } from "./blocks";
import { type ShownColumn, textOfRange } from "./cells";
import { saveCsv } from "./save";

/** So many rows become text at once. With more, the page would stand still meanwhile. */
const AT_ONCE = 500;

/**
 * The text of rows of a grid, from one to the one before another, in pieces. Rows that are on the server are fetched a
 * part at a time.
 */
export async function* textOfRows(
  { table, rowAt, by }: Pick<Taken, "table" | "rowAt" | "by">,
  columns: readonly ShownColumn[],
  [from, to]: readonly [number, number],
  separator: "\t" | ",",
  header: boolean,
): AsyncGenerator<string> {
  const { blocks } = table;
  if (header) yield textOfRange(columns, [], separator, true);
  for (let start = from, end = start; start < to; start = end) {
    end = Math.min(to, start + CHUNK);
    let shown = columns;
    let at = rowAt;
    if (blocks !== undefined) {
      const place = (row: number) => (by === "" ? rowAt(row) : row);
      const [first, all] = [place(start), blocks.rowsOf(by)];
      // Where many rows were deleted, fewer are fetched at once.
      while (Math.min(place(end - 1), all - 1) - first >= 2 * CHUNK) end = start + ((end - start) >> 1);
      const count = Math.min(all, place(end - 1) + 1) - first;
      const chunk = count > 0 ? await blocks.chunk(by, first, count) : undefined;
      const sourceOf = (row: number) => (by === "" ? place(row) : (chunk?.sources(row - first) ?? -1));
      shown = columns.map((each) => {
        const { column } = each;
        const there = chunk?.columns[column.field ?? -1];
        const value = (row: number) => {
          const source = sourceOf(row);
          const entered = column.entered?.(source);
          if (entered !== undefined) return entered;
          if (there === undefined || source >= blocks.rows) return column.at(source);
          return there.at(place(row) - first);
        };
        return { ...each, column: { ...column, at: value } };
      });
      at = (row) => row;
    }
    for (let first = start; first < end; first += AT_ONCE) {
      const rows = Array.from({ length: Math.min(AT_ONCE, end - first) }, (_, i) => at(first + i));
      if (first > from || header) yield "\n";
      yield textOfRange(shown, rows, separator, false);
      if (first > from) await new Promise((resume) => setTimeout(resume));
    }
  }
}

export interface Taken {
  readonly table: Table;
  readonly rowAt: (row: number) => number;
  /** What the server sorts by. */
  readonly by: string;
}

/** More rows of a table on the server than these are not copied: they can be saved. */
const MOST_COPIED = 100_000;

/** Copy cells to the clipboard. Return what has gone wrong, if anything has. */
export async function copyRows(
  from: Taken,
  columns: readonly ShownColumn[],
  [top, bottom]: readonly [number, number],
): Promise<string | null> {
  const { blocks } = from.table;
  if (blocks !== undefined && bottom - top > MOST_COPIED) return "Too many rows to copy. Download them";
  try {
    if (blocks === undefined) {
      // At once, because browsers allow it only just after a key is pressed.
      const rows = Array.from({ length: bottom - top }, (_, i) => from.rowAt(top + i));
      await navigator.clipboard.writeText(textOfRange(columns, rows, "\t", false));
      return null;
    }
    const parts: string[] = [];
    for await (const part of textOfRows(from, columns, [top, bottom], "\t", false)) parts.push(part);
    await navigator.clipboard.writeText(parts.join(""));
    return null;
  } catch (error) {
    return error instanceof Error && error.name !== "NotAllowedError"
      ? error.message
      : "The browser does not allow copying here";
  }
}

/** Save all rows of a grid as a file. `say` gets how far it is. */
export async function saveRows(
  from: Taken,
  columns: readonly ShownColumn[],
  rows: number,
  say: (text: string) => void,
): Promise<void> {
  const parts: string[] = [];
  let done = 0;
  try {
    for await (const part of textOfRows(from, columns, [0, rows], ",", true)) {
      parts.push(part);
      const now = Math.floor((parts.length * AT_ONCE * 50) / Math.max(1, rows));
      if (from.table.blocks !== undefined && now > done) {
        done = now;
        say(`Fetching the rows: ${Math.min(100, done)} %`);
      }
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return;
  }
  saveCsv(parts);
}
