import type { MantineColorScheme, MantineColorSchemeManager } from "@mantine/core";

const KEY = "treadle.theme";

/** What the visitor chose; undefined if nothing. Storage may be forbidden, as in some embedded pages. */
export function chosenScheme(): MantineColorScheme | undefined {
  const value = read(KEY);
  return value === "light" || value === "dark" || value === "auto" ? value : undefined;
}

interface SchemeManager extends MantineColorSchemeManager {
  /** Shows another scheme of the app to a visitor who has chosen none. */
  readonly rebase: (scheme: MantineColorScheme) => void;
}

/** Keeps what the visitor chooses. What the page's address asks for, if anything, counts more when the page is opened. */
export function schemeManager(asked?: "light" | "dark"): SchemeManager {
  let stop = () => {};
  let update: (scheme: MantineColorScheme) => void = () => {};
  let keeps = true;
  return {
    rebase: (scheme) => {
      keeps = false;
      update(asked ?? chosenScheme() ?? scheme);
      keeps = true;
    },
    get: (fallback) => asked ?? chosenScheme() ?? fallback,
    set: (value) => keeps && write(KEY, value),
    subscribe: (onUpdate) => {
      update = onUpdate;
      const listener = (event: StorageEvent) => {
        if (event.key === KEY) onUpdate(chosenScheme() ?? "auto");
      };
      window.addEventListener("storage", listener);
      stop = () => window.removeEventListener("storage", listener);
    },
    unsubscribe: () => stop(),
    clear: () => write(KEY, null),
  };
}

export function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null; // no storage: every visit is the first
  }
}

export function write(key: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, value);
  } catch {
    // No storage: the choice holds until the page is left.
  }
}

/** Light or dark, as the page is shown now. */
export function shownScheme(): "light" | "dark" {
  return document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";
}
