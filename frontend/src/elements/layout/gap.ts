import type { Props } from "../../protocol.gen";

export type Gap = Props<"container">["gap"];

const REM = { xxsmall: 0.25, xsmall: 0.5, small: 1, medium: 2, large: 4, xlarge: 6, xxlarge: 8 } as const;
/** Space that is left on purpose follows the sizes of what stands beside it: a label, a button, an input with a label. */
const SPACE = { ...REM, small: 0.75, medium: 2.5, large: 4.25 } as const;

/** A gap as CSS: pixels, or a size by name. */
export function gapLength(gap: Gap): string {
  return typeof gap === "number" ? `${gap}px` : `${REM[gap]}rem`;
}

/** The length of `st.space`; undefined for one that takes what is left. */
export function spaceLength(size: Props<"space">["size"]): string | undefined {
  if (size === "stretch") return undefined;
  return typeof size === "number" ? `${size}px` : `${SPACE[size]}rem`;
}
