import { type RefObject, useEffect, useRef, useState } from "react";
import type { Page } from "../protocol.gen";
import { useMedia } from "./hooks";

export interface SidebarState {
  readonly open: boolean;
  /** Whether it lies over the page. */
  readonly over: boolean;
  /** True until somebody moved it: what stands there from the start does not slide in. */
  readonly still: boolean;
  /** The app wants that nobody hides it, and there is room for it. */
  readonly locked: boolean;
  readonly toggle: () => void;
  readonly close: () => void;
  /** The button that shows it, and the one in it that hides it: of the two, one is on the page. */
  readonly show: RefObject<HTMLButtonElement | null>;
  readonly hide: RefObject<HTMLButtonElement | null>;
}

/** Whether the sidebar is open: as its visitor wants it, else as the app does, else as the window has room. */
export function useSidebar(initial: Page["initial_sidebar_state"]): SidebarState {
  const over = useMedia("(max-width: 767.98px)");
  const [choice, setChoice] = useState<boolean | null>(null);
  // What was chosen for one kind of window says nothing about the other.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the kind of window changes.
  useEffect(() => setChoice(null), [over]);
  const show = useRef<HTMLButtonElement>(null);
  const hide = useRef<HTMLButtonElement>(null);
  const moved = useRef(false);
  const locked = initial === "locked" && !over;
  const byRoom = initial === "auto" || initial === "locked" || typeof initial === "number";
  const open = locked || (choice ?? (byRoom ? !over : initial !== "collapsed"));
  const choose = (next: boolean) => {
    if (locked) return;
    const at = document.activeElement;
    moved.current =
      (over && next) || (at !== null && (at === show.current || at.closest(".tr-sidebar") !== null));
    setChoice(next);
  };
  // Who was in what is hidden now, or at the button that showed it, goes on at the other button; and who opens it over
  // the page, in it.
  useEffect(() => {
    if (moved.current) (open ? hide : show).current?.focus({ preventScroll: true });
    moved.current = false;
  }, [open]);
  return {
    open,
    over,
    still: choice === null,
    locked,
    toggle: () => choose(!open),
    close: () => choose(false),
    show,
    hide,
  };
}
