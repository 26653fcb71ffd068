import { type ReactNode, useLayoutEffect, useRef } from "react";
import controlsStyles from "../Controls.module.css";
import { ShellIcon } from "../Icons";
import styles from "./Dock.module.css";

export interface DockProps {
  readonly title: string;
  /** Beside the title. */
  readonly beside?: ReactNode;
  readonly className?: string | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A tool beside the page, which goes on being used meanwhile. For the app's developer. */
export function Dock({ title, beside, className = "", onClose, children }: DockProps): ReactNode {
  const panel = useRef<HTMLElement>(null);
  useReturn(panel);
  return (
    <aside
      ref={panel}
      className={`${styles.root} ${className}`}
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <div className={styles.head}>
        <h2>{title}</h2>
        {beside}
        <button
          type="button"
          className={`${styles.close} ${controlsStyles.iconButton}`}
          aria-label={`Close ${title.toLowerCase()}`}
          onClick={onClose}
        >
          <ShellIcon name="close" />
        </button>
      </div>
      {children}
    </aside>
  );
}

/** Takes the focus when it is opened, and gives it back when it is closed with the focus inside. */
function useReturn(panel: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    const here = panel.current;
    here?.focus({ preventScroll: true });
    return () => {
      if (here?.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, [panel]);
}
