import { type ReactNode, useEffect, useState } from "react";

interface CopyButtonProps {
  /** What is copied; asked for only when it is. */
  readonly text: () => string;
  /** What a screen reader says, such as "Copy code". */
  readonly label: string;
}

const SAID_FOR = 1600;

/** A button that copies a text and says that it has. */
export function CopyButton({ text, label }: CopyButtonProps): ReactNode {
  const [state, setState] = useState<"idle" | "done" | "failed">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), SAID_FOR);
    return () => clearTimeout(timer);
  }, [state]);
  const said = state === "done" ? "Copied" : state === "failed" ? "The browser did not allow it" : label;
  return (
    <button
      type="button"
      className="tr-copy"
      data-state={state}
      aria-label={said}
      title={said}
      onClick={() => copy(text()).then((ok) => setState(ok ? "done" : "failed"))}
    >
      <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
        {state === "done" ? (
          <path d="M3 8.5l3.2 3.2L13 4.8" />
        ) : (
          <path d="M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z" />
        )}
      </svg>
    </button>
  );
}

/** Copy a text; says whether the browser let us. */
export async function copy(text: string): Promise<boolean> {
  try {
    // Only pages that came over HTTPS or from this machine have a clipboard.
    if (navigator.clipboard !== undefined) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused, as in a frame without the permission: the old way may still work.
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
