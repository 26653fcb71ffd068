import type { ReactNode } from "react";
import { useApp } from "./app";
import { useChildren } from "./hooks";
import { NodeView } from "./NodeView";
import { Windowed } from "./shared/Windowed";

/** Nodes up to which a page is drawn at once. On a larger one, elements are drawn where they come into view. */
const LARGE = 1000;

/** The children of a container, one below the other or however the box around them lays them out. */
export function Children({ id }: { readonly id: number }): ReactNode {
  const { store } = useApp();
  const children = useChildren(id);
  return <Windowed ids={children} all={store.size <= LARGE} draw={drawn} />;
}

function drawn(id: number): ReactNode {
  return <NodeView key={id} id={id} />;
}
