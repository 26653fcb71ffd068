import type { ReactNode } from "react";
import { Children } from "../Children";
import type { ElementProps } from "../contract";

/** A place for one element, with no box of its own. */
export default function Empty({ id }: ElementProps<"empty">): ReactNode {
  return <Children id={id} />;
}
