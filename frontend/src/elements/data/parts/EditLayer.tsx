import type { CSSProperties, PointerEvent, ReactNode } from "react";
import type { ShownColumn } from "../cells";
import type { Value } from "../edits";
import type { Place } from "../keys";
import type { Editing } from "../useEditing";
import type { Entry, Range } from "../useEntry";
import { CellEditor, type Next } from "./CellEditor";
import styles from "./EditLayer.module.css";

interface EditLayerProps {
  readonly editing: Editing;
  readonly entry: Entry;
  readonly columns: readonly ShownColumn[];
  /** The cell whose field is open, and its row in the data. */
  readonly open: Place | null;
  readonly source: number;
  readonly range: Range | null;
  /** The row below all others. */
  readonly below: number;
  readonly styleAt: (place: Place) => { left: number; top: number; width: number; height: number };
  readonly onAdd: () => void;
  readonly onEntered: (place: Place, value: Value, next: Next) => void;
  readonly onCancel: () => void;
  readonly onFillStart: () => void;
  readonly onFillMove: (event: PointerEvent) => void;
  readonly onFillEnd: () => void;
}

/** What stands over the cells of a table that is edited: the open field, the handle that fills, and the way to a new row. */
export function EditLayer(props: EditLayerProps): ReactNode {
  const { editing, entry, columns, open, source, range, below, styleAt } = props;
  const shown = open === null ? undefined : columns[open.column];
  const rules = open === null ? undefined : entry.rulesAt(open.column);
  const corner = range === null ? null : styleAt({ row: range.bottom, column: range.right });
  const add: CSSProperties = {
    top: styleAt({ row: below, column: 0 }).top,
    height: styleAt({ row: below, column: 0 }).height,
  };
  return (
    <>
      {editing.add ? (
        <InGrid>
          <button type="button" tabIndex={-1} className={styles.add} style={add} onClick={props.onAdd}>
            <span>+ Add a row</span>
          </button>
        </InGrid>
      ) : null}
      {range !== null && corner !== null && open === null && entry.rulesAt(range.right) !== undefined ? (
        <span
          className={styles.handle}
          aria-hidden="true"
          style={{ left: corner.left + corner.width - 5, top: corner.top + corner.height - 5 }}
          onPointerDown={(event) => {
            event.stopPropagation();
            event.preventDefault();
            event.currentTarget.setPointerCapture(event.pointerId);
            props.onFillStart();
          }}
          onPointerMove={props.onFillMove}
          onPointerUp={props.onFillEnd}
        />
      ) : null}
      {open !== null && shown !== undefined && rules !== undefined ? (
        <InGrid>
          <CellEditor
            key={`${open.row} ${shown.id}`}
            shown={shown}
            rules={rules}
            value={shown.column.at(source)}
            typed={entry.open?.typed ?? null}
            style={styleAt(open)}
            onEnter={(value, next) => props.onEntered(open, value, next)}
            onCancel={props.onCancel}
          />
        </InGrid>
      ) : null}
    </>
  );
}

/** What stands over a grid belongs to a row and a cell of it, as a grid has nothing else. */
function InGrid({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    // biome-ignore lint/a11y/useFocusableInteractive: focus is the grid's
    <div role="row" className={styles.over}>
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: what is in it has the focus */}
      <div role="gridcell" className={styles.over}>
        {children}
      </div>
    </div>
  );
}
