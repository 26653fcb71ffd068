import { type HTMLAttributes, type ReactNode, useLayoutEffect, useRef } from "react";
import styles from "./Overlay.module.css";

/**
 * A box below the element in which it stands, over everything: a table's box would cut it off. Above it where there is no
 * room below.
 */
export function Overlay({ className = "", ...others }: HTMLAttributes<HTMLDivElement>): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    const anchor = element?.parentElement;
    if (!element || !anchor) return;
    if ("showPopover" in element && !element.matches(":popover-open")) element.showPopover();
    const place = () => {
      const around = anchor.getBoundingClientRect();
      const room = window.innerHeight - around.bottom;
      const below = room >= Math.min(element.offsetHeight, 120) || room >= around.top;
      element.style.left = `${around.left}px`;
      element.style.minWidth = `${around.width}px`;
      element.style.top = `${below ? around.bottom + 2 : around.top - element.offsetHeight - 2}px`;
    };
    place();
    window.addEventListener("scroll", place, true);
    window.addEventListener("resize", place);
    return () => {
      window.removeEventListener("scroll", place, true);
      window.removeEventListener("resize", place);
    };
  });
  return <div ref={box} popover="manual" className={`${styles.root} ${className}`} {...others} />;
}
