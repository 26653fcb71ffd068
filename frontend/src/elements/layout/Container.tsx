import { type CSSProperties, type ReactNode, useRef } from "react";
import { useApp } from "../app";
import { Children } from "../Children";
import type { ElementProps, Props } from "../contract";
import { useChildren } from "../hooks";
import { keyClass } from "../marks";
import styles from "./Container.module.css";
import { gapLength } from "./gap";
import { useAutoscroll } from "./useAutoscroll";

const FLEX = {
  left: "flex-start",
  top: "flex-start",
  center: "center",
  right: "flex-end",
  bottom: "flex-end",
} as const;

/** How the elements of a container stand along its direction and across it. */
export function alignment(props: Props<"container">): CSSProperties {
  const { horizontal, horizontal_alignment: across, vertical_alignment: down } = props;
  const [along, other] = horizontal ? [across, down] : [down, across];
  return {
    justifyContent: along === "distribute" ? "space-between" : FLEX[along],
    alignItems: other === "distribute" ? "stretch" : FLEX[other],
  };
}

export default function Container({ id, props }: ElementProps<"container">): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const fixed = typeof props.height === "number";
  const { store } = useApp();
  const chat = useChildren(id).some((child) => store.node(child)?.kind === "chat_message");
  useAutoscroll(box, fixed && (props.autoscroll ?? chat));
  return (
    <div
      ref={box}
      className={`${styles.root} ${props.horizontal ? "stHorizontalBlock" : "stVerticalBlock"} ${keyClass(props.key)}`}
      data-testid={props.horizontal ? "stHorizontalBlock" : "stVerticalBlock"}
      data-border={props.border || undefined}
      data-horizontal={props.horizontal || undefined}
      data-wrap={props.wrap || undefined}
      data-scroll={fixed || undefined}
      tabIndex={fixed ? 0 : undefined}
      style={{ gap: gapLength(props.gap), ...alignment(props) }}
    >
      <Children id={id} />
    </div>
  );
}
