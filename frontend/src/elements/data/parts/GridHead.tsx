import { type ReactNode, useRef } from "react";
import { Help } from "../../shared/Help";
import type { ShownColumn } from "../cells";
import { MIN_WIDTH } from "../widths";
import gridStyles from "./Grid.module.css";
import styles from "./GridHead.module.css";
import { placed } from "./GridRow";

/** Pixels after which a press is a drag. */
const DRAG = 6;

interface HeadProps {
  readonly id: string;
  readonly shown: ShownColumn;
  readonly column: number;
  readonly left: number;
  readonly width: number;
  readonly lastPinned: boolean;
  readonly sort: "ascending" | "descending" | "none";
  /** Where it stands among several columns that the table is sorted by. */
  readonly level: number | null;
  readonly active: boolean;
  /** Whether the column is selected. */
  readonly chosen: boolean;
  readonly onPress: (shift: boolean, command: boolean) => void;
  readonly onMenu: () => void;
  /** The header is drawn to this place on the screen; `done`: and let go. */
  readonly onDrag: (x: number, done: boolean) => void;
  /** Another width; undefined for the natural one. */
  readonly onWidth: (width: number | undefined) => void;
}

/** The header of one column: sorts by it, and is drawn wider or narrower. */
export function GridHead(props: HeadProps): ReactNode {
  const {
    id,
    shown,
    column,
    left,
    width,
    lastPinned,
    sort,
    level,
    active,
    chosen,
    onPress,
    onMenu,
    onDrag,
    onWidth,
  } = props;
  const name = [...shown.above, shown.label].filter(Boolean).join(" / ");
  const start = useRef<{ x: number; width: number } | null>(null);
  const drag = useRef<{ x: number; moved: boolean } | null>(null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: focus is the grid's
    <div
      id={id}
      role="columnheader"
      aria-colindex={column + 1}
      aria-label={name || (shown.isIndex ? "Index" : `Column ${column + 1}`)}
      aria-sort={sort}
      className={`${gridStyles.cell} ${styles.cell}`}
      data-align={shown.align}
      data-index={shown.isIndex || undefined}
      data-pinned={shown.pinned || undefined}
      data-last-pinned={lastPinned || undefined}
      data-active={active || undefined}
      data-chosen={chosen || undefined}
      data-styled={shown.headStyle === undefined ? undefined : true}
      style={{ ...shown.headStyle, ...placed(left, width) }}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu();
      }}
    >
      <button
        type="button"
        tabIndex={-1}
        onPointerDown={(event) => {
          if (event.button === 0 && event.pointerType === "mouse")
            drag.current = { x: event.clientX, moved: false };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (from === null || event.buttons !== 1) return;
          if (!from.moved && Math.abs(event.clientX - from.x) < DRAG) return;
          if (!from.moved) event.currentTarget.setPointerCapture(event.pointerId);
          from.moved = true;
          onDrag(event.clientX, false);
        }}
        onPointerUp={(event) => {
          if (drag.current?.moved) onDrag(event.clientX, true);
        }}
        title={name || undefined}
        onClick={(event) => {
          const { moved } = drag.current ?? { moved: false };
          drag.current = null;
          if (!moved) onPress(event.shiftKey, event.ctrlKey || event.metaKey);
        }}
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
        {level === null ? null : <sub className={styles.level}>{level}</sub>}
      </button>
      {shown.help ? <Help text={shown.help} /> : null}
      <button
        type="button"
        tabIndex={-1}
        className={styles.menu}
        aria-label={`Menu of column ${name || column + 1}`}
        onClick={onMenu}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4.5 6.5L8 10l3.5-3.5" />
        </svg>
      </button>
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
