import { createContext, use, useEffect, useRef } from "react";

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

const KEYS: Readonly<Record<string, string>> = {
  Esc: "Escape",
  Space: " ",
  Up: "ArrowUp",
  Down: "ArrowDown",
  Left: "ArrowLeft",
  Right: "ArrowRight",
};

const SIGNS: Readonly<Record<string, string>> = {
  Mod: MAC ? "⌘" : "Ctrl",
  Alt: MAC ? "⌥" : "Alt",
  Shift: MAC ? "⇧" : "Shift",
  Enter: "↵",
  Up: "↑",
  Down: "↓",
  Left: "←",
  Right: "→",
};

/** A shortcut as a person of this system reads it. */
export function shown(shortcut: string): string {
  const parts = shortcut.split("+").map((part) => SIGNS[part] ?? part);
  return parts.join(MAC ? "" : "+");
}

/** The same for assistive technology, in the words of `aria-keyshortcuts`. */
export function spoken(shortcut: string): string {
  const mod = MAC ? "Meta" : "Control";
  return shortcut
    .split("+")
    .map((part) => (part === "Mod" ? mod : (KEYS[part] ?? part)))
    .join("+")
    .replace("+ ", "+Space");
}

/** Whether a key event is a shortcut like `Mod+Shift+K`. */
export function matches(event: KeyboardEvent, shortcut: string): boolean {
  const parts = shortcut.split("+");
  const key = parts.pop() as string;
  const mod = MAC ? event.metaKey : event.ctrlKey;
  const other = MAC ? event.ctrlKey : event.metaKey;
  if (other || mod !== parts.includes("Mod") || event.altKey !== parts.includes("Alt")) return false;
  if (event.shiftKey !== parts.includes("Shift")) return false;
  // With Alt, keyboards give other characters: the physical key tells which one was meant.
  const meant = /^[A-Z0-9]$/.test(key) && event.altKey ? event.code.replace(/^(Key|Digit)/, "") : event.key;
  return meant.toLowerCase() === (KEYS[key] ?? key).toLowerCase();
}

/** Whether an element stands in a dialog: while one is open, shortcuts of the page behind it do nothing. */
export const InDialog = createContext(false);

const MODAL = "[role=dialog][aria-modal=true]";

const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

/** Call `action` when the shortcut is pressed. Without Ctrl or Alt it means nothing to those who type a text. */
export function useShortcut(shortcut: string | null, action: () => void): void {
  const current = useRef(action);
  const inDialog = use(InDialog);
  useEffect(() => {
    current.current = action;
  });
  useEffect(() => {
    if (shortcut === null) return;
    const modified = /Mod|Alt/.test(shortcut);
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing || !matches(event, shortcut)) return;
      if (!inDialog && document.querySelector(MODAL) !== null) return;
      const target = event.target instanceof Element ? event.target : null;
      if (!modified && target?.closest(TYPING)) return;
      // Enter and Space on what has the focus are for that.
      if (!modified && (event.key === "Enter" || event.key === " ") && target?.closest("button, a, [role]"))
        return;
      event.preventDefault();
      current.current();
    };
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [shortcut, inDialog]);
}
