import { useSyncExternalStore } from "react";
import { shownScheme } from "../../../theme/scheme";

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
  return () => observer.disconnect();
}

/** Light or dark, as the page is shown now. */
export function useScheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, shownScheme);
}
