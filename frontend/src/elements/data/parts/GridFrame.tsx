import { type CSSProperties, type ReactNode, useMemo } from "react";
import type { Props } from "../../contract";
import type { Table } from "../arrow";
import { allColumns } from "../columns";
import type { Selecting } from "../selecting";
import { useButtons } from "../useButtons";
import type { Editing } from "../useEditing";
import { Grid } from "./Grid";
import gridStyles from "./Grid.module.css";
import styles from "./GridFrame.module.css";
import { headerHeight } from "./GridRow";

const ROW = 35;
const ROWS = 10;

type Shared = Pick<
  Props<"dataframe">,
  "hide_index" | "column_order" | "looks" | "row_height" | "height" | "width" | "placeholder" | "alt" | "note"
>;

interface GridFrameProps {
  readonly id: number;
  readonly props: Shared;
  /** Undefined until it is there. */
  readonly table: Table | undefined;
  readonly selecting: Selecting | null;
  readonly editing: Editing | null;
}

/** A grid in the size that an app has asked for, with its caption and note. */
export function GridFrame({ id, props, table, selecting, editing }: GridFrameProps): ReactNode {
  const { hide_index, column_order, looks } = props;
  const onButton = useButtons(id);
  const columns = useMemo(
    () => (table === undefined ? [] : allColumns(table, { hide_index, column_order, looks })),
    [table, hide_index, column_order, looks],
  );
  const header = headerHeight(columns.filter(({ hidden }) => !hidden));
  const rowHeight = props.row_height ?? ROW;
  const size: CSSProperties = {};
  if (props.height === "auto" || props.height === "content") {
    const rows = (table?.sources?.length ?? table?.rows ?? ROWS) + (editing?.add ? 1 : 0);
    const shown = props.height === "auto" ? Math.min(rows, ROWS) : rows;
    // Of a table that goes on, half a row more says so.
    const more = shown < rows ? rowHeight / 2 : 0;
    size.height = header + Math.max(1.4, shown) * rowHeight + more + 2;
  } else {
    size.height = "100%";
    if (props.height === "stretch") size.minHeight = header + 3 * rowHeight;
  }
  if (props.width === "content") {
    size.width = "fit-content";
    size.maxWidth = "100%";
  }
  return (
    <>
      <div style={size} data-testid="stDataFrameResizable">
        {table === undefined ? (
          <div className={gridStyles.box} style={{ height: "100%" }} aria-busy="true" />
        ) : (
          <Grid
            key={columns.map(({ column }) => JSON.stringify(column.name)).join()}
            table={table}
            given={columns}
            rowHeight={rowHeight}
            placeholder={props.placeholder}
            label={props.alt ?? "Table"}
            content={props.width === "content"}
            selecting={selecting}
            editing={editing}
            onButton={onButton}
          />
        )}
      </div>
      {table?.caption ? <p className={styles.note}>{table.caption}</p> : null}
      {props.note === null ? null : <p className={styles.note}>{props.note}</p>}
    </>
  );
}
