import type { ReactNode } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import styles from "./Columns.module.css";
import { gapLength } from "./gap";

export default function Columns({ id, props }: ElementProps<"columns">): ReactNode {
  return (
    <div
      className={`${styles.root} stHorizontalBlock`}
      data-testid="stHorizontalBlock"
      data-align={props.vertical_alignment}
      data-wrap={props.wrap || undefined}
      style={{ gap: gapLength(props.gap) }}
    >
      <Children id={id} />
    </div>
  );
}
