import { type CSSProperties, memo, type ReactNode } from "react";
import { type ShownColumn, shownText } from "../cells";
import type { CellStyle } from "../colors";
import { CellContent } from "./Cell";
import gridStyles from "./Grid.module.css";
import { Mark } from "./Mark";

/** Height of the headers, in CSS pixels: of one row, and of each row above it. */
const HEADER = 38;
const ABOVE = 24;

export function headerHeight(columns: readonly ShownColumn[]): number {
  return HEADER + ABOVE * Math.max(0, ...columns.map(({ above }) => above.length));
}

interface RowProps {
  readonly id: string;
  readonly row: number;
  /** Its place in the data; -1 if the row is not here yet. */
  readonly source: number;
  /** Changes with the values of a row that the server sends. */
  readonly stamp: number;
  readonly top: number;
  readonly height: number;
  /** Height of the headers. */
  readonly header: number;
  readonly columns: readonly ShownColumn[];
  readonly visible: readonly number[];
  readonly lefts: readonly number[];
  readonly placeholder: string | null;
  /** Selected columns, -1 for none. */
  readonly from: number;
  readonly to: number;
  readonly active: number;
  readonly found: ReadonlySet<number> | undefined;
  /** Whether the app knows the row to be selected; the same of columns and of cells, by position and name. */
  readonly marked: boolean;
  readonly chosen: ReadonlySet<string>;
  readonly chosenCells: ReadonlySet<string>;
}

/** One row of the table: the cells that are in view. */
export const GridRow = memo(function GridRow(props: RowProps): ReactNode {
  const {
    id,
    row,
    source,
    top,
    height,
    header,
    columns,
    visible,
    lefts,
    placeholder,
    from,
    to,
    active,
    found,
    marked,
    chosen,
    chosenCells,
  } = props;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: focus is the grid's
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    <div
      className={gridStyles.row}
      role="row"
      aria-rowindex={row + 2}
      style={{ transform: `translateY(${top + header}px)`, height }}
    >
      {visible.map((i) => {
        const shown = columns[i];
        if (shown === undefined) return null;
        const style = styleOf(shown, source);
        const { name } = shown.column;
        const selected =
          marked ||
          (i >= from && i <= to) ||
          (!shown.isIndex && (chosen.has(name) || chosenCells.has(`${source} ${name}`)));
        return (
          // biome-ignore lint/a11y/useAriaPropsSupportedByRole: either role has a column
          <div
            key={shown.id}
            // Only the active cell is named, by the grid: a name for each costs as much as its place.
            id={i === active ? `${id}-${row}-${i}` : undefined}
            role={shown.isIndex ? "rowheader" : "gridcell"}
            aria-colindex={i + 1}
            aria-selected={selected}
            {...(shown.marker ? { "aria-label": `Row ${row + 1}` } : {})}
            className={gridStyles.cell}
            data-row={row}
            data-column={i}
            data-align={shown.align}
            data-index={shown.isIndex || undefined}
            data-pinned={shown.pinned || undefined}
            data-last-pinned={(shown.pinned && columns[i + 1]?.pinned !== true) || undefined}
            data-active={i === active || undefined}
            data-found={found?.has(row * columns.length + i) || undefined}
            data-styled={style === undefined ? undefined : true}
            style={{ ...style, ...placed(lefts[i] ?? 0, (lefts[i + 1] ?? 0) - (lefts[i] ?? 0)) }}
          >
            {shown.marker ? (
              <Mark kind={shown.marker} state={marked ? "all" : "none"} />
            ) : source < 0 && shown.column.field !== -1 ? null : (
              <CellContent
                shown={shown}
                value={shown.column.at(source < 0 ? row : source)}
                given={shownText(shown, source)}
                placeholder={placeholder}
              />
            )}
          </div>
        );
      })}
    </div>
  );
});

/** The style that the app has given a cell. */
export function styleOf({ column, palette }: ShownColumn, row: number): CellStyle | undefined {
  const number = column.style?.(row);
  return number ? palette?.[number] : undefined;
}

/** Pinned cells take part in the flow so that they can stick; all others stand where their column begins. */
export function placed(left: number, width: number): CSSProperties {
  return { left, width };
}
