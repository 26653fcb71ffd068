import { useCallback } from "react";
import { useApp } from "../app";

/** Tell the app of a click on a button in a table: what does so stands inside the table, and has the button's key. */
export function useButtons(id: number): (key: string, source: number, label: string) => void {
  const { store, interactions } = useApp();
  return useCallback(
    (key, source, label) => {
      for (const part of store.node(id)?.children ?? []) {
        if (store.node(part)?.props.key === key) interactions.fire(part, [source, label]);
      }
    },
    [store, interactions, id],
  );
}
