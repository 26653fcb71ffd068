import { useEffect, useRef } from "react";

/** Places where a letter means a letter: text fields, and grids and lists that search or edit as one types. */
const TYPING =
  "input, textarea, select, canvas, [contenteditable]:not([contenteditable=false]), " +
  "[role=textbox], [role=combobox], [role=listbox], [role=grid], [role=slider], [role=menu], [role=dialog], dialog";

/** Single letters that work anywhere on the page but where one types. */
export function useHotkeys(keys: Readonly<Record<string, (() => void) | undefined>>): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
      const action = current.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
