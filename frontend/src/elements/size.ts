import type { CSSProperties } from "react";

export type Size = "stretch" | "content" | number;

/** CSS for the `width` and `height` that most elements have. The box around an element has it already. */
export function sizeStyle(props: { readonly width?: unknown; readonly height?: unknown }): CSSProperties {
  const style: CSSProperties = {};
  if (typeof props.width === "number") {
    style.width = props.width;
    style.maxWidth = "100%";
  } else if (props.width === "content") {
    style.width = "fit-content";
    style.maxWidth = "100%";
  }
  if (typeof props.height === "number") style.height = props.height;
  else if (props.height === "stretch") style.flex = "1 1 auto";
  return style;
}
