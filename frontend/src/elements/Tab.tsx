import type { ReactNode } from "react";
import { Children } from "./Children";
import type { ElementProps } from "./contract";

/** What stands in one tab; the tabs around it show its label. */
export default function Tab({ id }: ElementProps<"tab">): ReactNode {
  return (
    <div className="tr-flow">
      <Children id={id} />
    </div>
  );
}
