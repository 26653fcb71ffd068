import type { ReactNode } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import styles from "./Columns.module.css";

/** One column: it brings its own box, whose share of the width is its weight. */
export default function Column({ id, props }: ElementProps<"column">): ReactNode {
  return (
    <div
      className={`${styles.column} stColumn stVerticalBlock`}
      data-testid="stColumn"
      data-border={props.border || undefined}
      style={{ flex: `${props.weight} 1 0px` }}
    >
      <Children id={id} />
    </div>
  );
}
