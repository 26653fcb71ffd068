import { type ReactNode, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";

const never = () => () => {};

/** Pins what is inside to the lower edge of the window, below the page's elements. */
export function Bottom({ children }: { readonly children: ReactNode }): ReactNode {
  const place = useSyncExternalStore(never, () => document.getElementById("tr-bottom"));
  // Outside a page, as in a test, it stays where it is.
  return place === null ? children : createPortal(children, place);
}
