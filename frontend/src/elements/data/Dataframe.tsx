import { type CSSProperties, type ReactNode, useMemo } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { allColumns } from "./columns";
import styles from "./Dataframe.module.css";
import { Grid } from "./parts/Grid";
import gridStyles from "./parts/Grid.module.css";
import { headerHeight } from "./parts/GridRow";
import { modesOf, type Selecting, type Selection } from "./selecting";
import { useButtons } from "./useButtons";
import { useTable } from "./useTable";

const ROW = 35;
const ROWS = 10;

export default function Dataframe({ id, props }: ElementProps<"dataframe">): ReactNode {
  const table = useTable(props.data);
  const { hide_index, column_order, looks, selection_mode } = props;
  const { value, send, sendSoon } = useWidget<Selection>(id, { value: props.value, disabled: false });
  const selecting = useMemo((): Selecting | null => {
    const modes = modesOf(selection_mode);
    return modes && { ...modes, value, select: (next, soon) => (soon ? sendSoon(next) : send(next)) };
  }, [selection_mode, value, send, sendSoon]);
  const onButton = useButtons(id);
  const columns = useMemo(
    () => (table === undefined ? [] : allColumns(table, { hide_index, column_order, looks })),
    [table, hide_index, column_order, looks],
  );
  const header = headerHeight(columns.filter(({ hidden }) => !hidden));
  const rowHeight = props.row_height ?? ROW;
  const size: CSSProperties = {};
  if (props.height === "auto" || props.height === "content") {
    const rows = table?.rows ?? ROWS;
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
      <div style={size} data-testid="stDataFrame">
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
            onButton={onButton}
          />
        )}
      </div>
      {table?.styles?.caption ? <p className={styles.note}>{table.styles.caption}</p> : null}
      {props.note === null ? null : <p className={styles.note}>{props.note}</p>}
    </>
  );
}
