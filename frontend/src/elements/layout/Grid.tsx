import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";
import { keyClass } from "../marks";
import styles from "./Cells.module.css";
import { gapLength } from "./gap";
import { ColumnsContext } from "./parts/columns";

/** CSS pixels of a column, if the app gives no other number. */
const LEAST = 200;
/** The largest number of columns, if the app gives no other. */
const MOST = 24;

/** How many columns a grid has. */
export function columnCount(width: number, gap: number, least: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor((width + gap) / (least + gap))));
}

/** Cells in columns of one width. Each element is a cell. */
export default function Grid({ id, props }: ElementProps<"grid">): ReactNode {
  const { columns, min_column_width: least, wrap, gap, row_gap: rowGap, row_height: rows } = props;
  const root = useRef<HTMLDivElement>(null);
  const [fitting, setFitting] = useState(columns ?? 1);
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null || !wrap) return;
    const look = () => {
      const between = Number.parseFloat(getComputedStyle(element).columnGap) || 0;
      setFitting(columnCount(element.clientWidth, between, least ?? LEAST, columns ?? MOST));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    look();
    return () => observer.disconnect();
  }, [columns, least, wrap]);
  const count = wrap ? fitting : (columns ?? 1);
  return (
    <ColumnsContext value={count}>
      <div
        ref={root}
        className={`${styles.root} stGrid ${keyClass(props.key)}`}
        data-testid="stGrid"
        data-align={props.vertical_alignment}
        data-border={props.border || undefined}
        data-rows={rows === "content" ? undefined : "fixed"}
        data-scroll={typeof props.height === "number" || undefined}
        data-wrap={wrap || undefined}
        style={{
          gap: `${gapLength(rowGap)} ${gapLength(gap)}`,
          gridTemplateColumns: `repeat(${count}, minmax(${wrap ? 0 : (least ?? LEAST)}px, 1fr))`,
          gridAutoRows: rows === "content" ? undefined : `${rows}px`,
          gridAutoFlow: props.dense ? "row dense" : undefined,
        }}
      >
        <Children id={id} />
      </div>
    </ColumnsContext>
  );
}
