import { createContext, use, useEffect, useState } from "react";

/** Tells the dialog around an element that something opens (1) or closes (-1) over it, which takes the Esc key first. */
const LayersContext = createContext<(by: 1 | -1) => void>(() => {});

export const Layers = LayersContext.Provider;

/** How many things are open over a dialog, and what `Layers` needs. */
export function useLayers(): readonly [count: number, change: (by: 1 | -1) => void] {
  const [count, setCount] = useState(0);
  const [change] = useState(() => (by: 1 | -1) => setCount((before) => before + by));
  return [count, change];
}

/** Say that something is open over the dialog around this element. */
export function useLayer(open: boolean): void {
  const change = use(LayersContext);
  useEffect(() => {
    if (!open) return;
    change(1);
    return () => change(-1);
  }, [open, change]);
}
