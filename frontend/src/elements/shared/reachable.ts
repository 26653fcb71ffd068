import { type RefObject, useEffect, useRef, useState } from "react";

type Reachable = { readonly tabIndex?: 0; readonly role?: "group"; readonly "aria-label"?: string };

/** Properties that bring a box within the keyboard's reach while some of what it holds has to be scrolled to. */
export function useReachable<E extends HTMLElement>(label: string): [RefObject<E | null>, Reachable] {
  const box = useRef<E>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () =>
      setScrolls(
        element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1,
      );
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  });
  return [box, scrolls ? { tabIndex: 0, role: "group", "aria-label": label } : {}];
}
