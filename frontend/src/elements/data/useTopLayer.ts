import { type RefObject, useCallback, useState } from "react";

/**
 * Whether an element fills the window, and the way to change that. The top layer shows the same element over everything,
 * without building it again.
 */
export function useTopLayer(root: RefObject<HTMLElement | null>): readonly [boolean, () => void] {
  const [full, setFull] = useState(false);
  const toggle = useCallback(() => {
    const element = root.current;
    if (element === null) return;
    const fills = element.hasAttribute("popover");
    if (fills) {
      element.hidePopover();
      element.removeAttribute("popover");
    } else {
      element.setAttribute("popover", "manual");
      element.showPopover();
    }
    setFull(!fills);
  }, [root]);
  return [full, toggle];
}
