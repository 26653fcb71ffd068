import { useCallback } from "react";
import { useApp } from "../app";

/** Tell the app of a click on a button in a table: what does so stands beside the table, and has the button's key. */
export function useButtons(id: number): (key: string, source: number, label: string) => void {
  const { store, interactions } = useApp();
  return useCallback(
    (key, source, label) => {
      const around = store.node(store.node(id)?.parent ?? -1);
      for (const sibling of around?.children ?? []) {
        const node = store.node(sibling);
        if (node?.kind === "column_button" && node.props.key === key)
          interactions.fire(sibling, [source, label]);
      }
    },
    [store, interactions, id],
  );
}
