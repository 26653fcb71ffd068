import "./containers/containers.css";
import type { ReactNode } from "react";
import { Children } from "./Children";
import { gapLength } from "./containers/gap";
import type { ElementProps } from "./contract";

export default function Columns({ id, props }: ElementProps<"columns">): ReactNode {
  return (
    <div
      className="tr-columns"
      data-align={props.vertical_alignment}
      data-wrap={props.wrap || undefined}
      style={{ gap: gapLength(props.gap) }}
    >
      <Children id={id} />
    </div>
  );
}
