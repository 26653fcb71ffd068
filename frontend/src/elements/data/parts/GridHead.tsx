import { type ReactNode, useRef } from "react";
import { Help } from "../../shared/Help";
import type { ShownColumn } from "../cells";
import { MIN_WIDTH } from "../widths";
import gridStyles from "./Grid.module.css";
import styles from "./GridHead.module.css";
import { placed } from "./GridRow";

interface HeadProps {
  readonly id: string;
  readonly shown: ShownColumn;
  readonly column: number;
  readonly left: number;
  readonly width: number;
  readonly lastPinned: boolean;
  readonly sort: "ascending" | "descending" | "none";
  readonly active: boolean;
  readonly onSort: () => void;
  /** Another width; undefined for the natural one. */
  readonly onWidth: (width: number | undefined) => void;
}

/** The header of one column: sorts by it, and is drawn wider or narrower. */
export function GridHead(props: HeadProps): ReactNode {
  const { id, shown, column, left, width, lastPinned, sort, active, onSort, onWidth } = props;
  const start = useRef<{ x: number; width: number } | null>(null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: focus is the grid's
    <div
      id={id}
      role="columnheader"
      aria-colindex={column + 1}
      aria-sort={sort}
      className={`${gridStyles.cell} ${styles.cell}`}
      data-align={shown.align}
      data-index={shown.isIndex || undefined}
      data-pinned={shown.pinned || undefined}
      data-last-pinned={lastPinned || undefined}
      data-active={active || undefined}
      data-styled={shown.headStyle === undefined ? undefined : true}
      style={{ ...shown.headStyle, ...placed(shown, left, width) }}
    >
      <button
        type="button"
        tabIndex={-1}
        title={[...shown.above, shown.label].join(" / ") || undefined}
        onClick={onSort}
        {...(shown.label === "" && shown.above.length === 0
          ? { "aria-label": shown.isIndex ? "Index" : `Column ${column + 1}` }
          : {})}
      >
        <span className={styles.labels}>
          {shown.above.map((text, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a label is its level
            <span key={i} className={styles.above}>
              {text || "\u00a0"}
            </span>
          ))}
          <span>{shown.label}</span>
        </span>
        <svg className={styles.arrow} data-sort={sort} viewBox="0 0 12 12" aria-hidden="true">
          <path d="M6 2.5v7M3 5.5l3-3 3 3" />
        </svg>
      </button>
      {shown.help ? <Help text={shown.help} /> : null}
      <span
        className={styles.resize}
        aria-hidden="true"
        onDoubleClick={() => onWidth(undefined)}
        onPointerDown={(event) => {
          event.stopPropagation();
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = { x: event.clientX, width };
        }}
        onPointerMove={(event) => {
          if (start.current !== null)
            onWidth(Math.max(MIN_WIDTH, start.current.width + event.clientX - start.current.x));
        }}
        onPointerUp={() => {
          start.current = null;
        }}
      />
    </div>
  );
}
