import { type ReactNode, useEffect, useState } from "react";
import styles from "./CopyButton.module.css";
import { copy } from "./copy";

const SHOWN = 1500;

/** Copies a text and says so for a moment. */
export function CopyButton({ text }: { readonly text: () => Promise<string> }): ReactNode {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), SHOWN);
    return () => clearTimeout(timer);
  }, [state]);
  const said = { idle: "Copy", copied: "Copied", refused: "The browser does not allow it" }[state];
  return (
    <button
      type="button"
      className={styles.root}
      data-state={state}
      aria-label={said}
      title={said}
      onClick={() =>
        void text()
          .then(copy)
          .catch(() => false)
          .then((done) => setState(done ? "copied" : "refused"))
      }
    >
      <svg
        width="16"
        height="16"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path
          d={
            state === "copied"
              ? "M5.5 12.5l4 4 9-9"
              : "M9 8.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM5 15.5V5.5a1 1 0 0 1 1-1h10"
          }
        />
      </svg>
    </button>
  );
}
