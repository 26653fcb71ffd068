import { type RefObject, useEffect } from "react";
import { useTopLayer } from "../data/useTopLayer";

/** Whether an element fills the window, and the way to change that. Escape ends it, wherever the focus is. */
export function useFull(root: RefObject<HTMLElement | null>): readonly [boolean, () => void] {
  const [full, toggle] = useTopLayer(root);
  useEffect(() => {
    if (!full) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape") toggle();
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [full, toggle]);
  return [full, toggle];
}
