import { type ReactNode, use } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import flowStyles from "../shared/Flow.module.css";
import styles from "./Cells.module.css";
import { ColumnsContext } from "./parts/columns";

/** A cell with several elements. It spans no more columns than there are now. */
export default function GridCell({ id, props }: ElementProps<"grid_cell">): ReactNode {
  const columns = use(ColumnsContext);
  const { column_span: across, row_span: down } = props;
  return (
    <div
      className={`${styles.cell} ${flowStyles.root} stGridCell stVerticalBlock`}
      data-testid="stGridCell"
      style={{
        gridColumn: across === "all" ? "1 / -1" : `span ${Math.min(across, columns)}`,
        gridRow: down === 1 ? undefined : `span ${down}`,
      }}
    >
      <Children id={id} />
    </div>
  );
}
