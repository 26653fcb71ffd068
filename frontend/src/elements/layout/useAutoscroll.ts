import { type RefObject, useEffect } from "react";

/** How near to its end (px) a box counts as being there. */
const NEAR = 24;

/** Keep a scrolling box at its end while content is added, unless a person has scrolled away from it. */
export function useAutoscroll(box: RefObject<HTMLElement | null>, on: boolean): void {
  useEffect(() => {
    const element = box.current;
    if (!on || element === null) return;
    let following = true;
    const toEnd = () => {
      if (following) element.scrollTop = element.scrollHeight;
    };
    const onScroll = () => {
      following = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    const changes = new MutationObserver(toEnd);
    changes.observe(element, { childList: true, subtree: true, characterData: true });
    element.addEventListener("scroll", onScroll, { passive: true });
    toEnd();
    return () => {
      changes.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [box, on]);
}
