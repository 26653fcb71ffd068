import type { ReactNode } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import flowStyles from "../shared/Flow.module.css";

/** What stands in one tab; the tabs around it show its label. */
export default function Tab({ id }: ElementProps<"tab">): ReactNode {
  return (
    <div className={`${flowStyles.root} stVerticalBlock`} data-testid="stVerticalBlock">
      <Children id={id} />
    </div>
  );
}
