import { type RefObject, useCallback, useEffect, useState } from "react";

/** Whether an element fills the window, and the way to change that. It stands above all else and keeps its place. */
export function useFull(root: RefObject<HTMLElement | null>): readonly [boolean, () => void] {
  const [full, setFull] = useState(false);
  const toggle = useCallback(() => {
    const element = root.current;
    if (element === null) return;
    if (full) {
      element.hidePopover();
      element.removeAttribute("popover");
    } else {
      element.setAttribute("popover", "manual");
      element.showPopover();
    }
    setFull(!full);
  }, [root, full]);
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
