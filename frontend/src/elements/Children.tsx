import type { ReactNode } from "react";
import { useChildren } from "./hooks";
import { NodeView } from "./NodeView";

/** The children of a container, one below the other or however the box around them lays them out. */
export function Children({ id }: { readonly id: number }): ReactNode {
  return useChildren(id).map((child) => <NodeView key={child} id={child} />);
}
