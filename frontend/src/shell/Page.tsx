import type { ReactNode } from "react";
import type { ElementProps } from "../elements/contract";
import { NodeView } from "../elements/NodeView";
import { MAIN } from "../store/store";

/** The root of the document: what concerns the whole browser tab, around the main area and the sidebar. */
export function Page({ props }: ElementProps<"page">): ReactNode {
  return (
    <main data-layout={props.layout}>
      <NodeView id={MAIN} />
    </main>
  );
}
