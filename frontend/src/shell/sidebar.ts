import { useEffect, useState } from "react";
import type { Page } from "../protocol.gen";
import { useMedia } from "./hooks";

export interface SidebarState {
  readonly open: boolean;
  /** Whether it lies over the page. */
  readonly over: boolean;
  /** True until somebody moved it: what stands there from the start does not slide in. */
  readonly still: boolean;
  readonly toggle: () => void;
  readonly close: () => void;
}

/** Whether the sidebar is open: as its visitor wants it, else as the app does, else as the window has room. */
export function useSidebar(initial: Page["initial_sidebar_state"]): SidebarState {
  const over = useMedia("(max-width: 767.98px)");
  const [choice, setChoice] = useState<boolean | null>(null);
  // What was chosen for one kind of window says nothing about the other.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the kind of window changes.
  useEffect(() => setChoice(null), [over]);
  const open =
    choice ??
    (initial === "auto" ? !over : initial !== "collapsed" && !(over && typeof initial === "number"));
  return {
    open,
    over,
    still: choice === null,
    toggle: () => setChoice(!open),
    close: () => setChoice(false),
  };
}
