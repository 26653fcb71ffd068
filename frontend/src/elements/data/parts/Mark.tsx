import type { ReactNode } from "react";
import type { ShownColumn } from "../cells";
import gridStyles from "./Grid.module.css";
import { placed } from "./GridRow";
import styles from "./Mark.module.css";

interface MarkHeadProps {
  readonly id: string;
  readonly shown: ShownColumn;
  readonly column: number;
  readonly left: number;
  readonly width: number;
  readonly lastPinned: boolean;
  readonly active: boolean;
  readonly state: "none" | "some" | "all";
  readonly onPress: () => void;
}

/** The header of the marks: selects all rows, or none. */
export function MarkHead(props: MarkHeadProps): ReactNode {
  const { id, shown, column, left, width, lastPinned, active, state, onPress } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: focus is the grid's
    <div
      id={id}
      role="columnheader"
      aria-colindex={column + 1}
      className={gridStyles.cell}
      data-align="center"
      data-pinned
      data-last-pinned={lastPinned || undefined}
      data-active={active || undefined}
      style={placed(left, width)}
    >
      {shown.marker === "check" ? (
        <button
          type="button"
          tabIndex={-1}
          className={styles.press}
          aria-label={state === "all" ? "Select no rows" : "Select all rows"}
          onClick={onPress}
        >
          <Mark kind="check" state={state} />
        </button>
      ) : (
        <span className={styles.said}>Selected</span>
      )}
    </div>
  );
}

/** A box or a dot that says whether a row is selected. */
export function Mark(props: {
  readonly kind: "check" | "radio";
  readonly state: "none" | "some" | "all";
}): ReactNode {
  const { kind, state } = props;
  return (
    <svg className={styles.mark} data-kind={kind} data-state={state} viewBox="0 0 16 16" aria-hidden="true">
      {kind === "check" ? (
        <rect x="1.75" y="1.75" width="12.5" height="12.5" rx="3.5" />
      ) : (
        <circle cx="8" cy="8" r="6.25" />
      )}
      {state === "none" ? null : kind === "radio" ? (
        <circle className={styles.dot} cx="8" cy="8" r="2.75" />
      ) : (
        <path d={state === "all" ? "M4.6 8.3l2.4 2.4 4.4-5" : "M4.8 8h6.4"} />
      )}
    </svg>
  );
}
