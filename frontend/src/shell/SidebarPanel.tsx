import type { CSSProperties, ReactNode } from "react";
import { NodeView } from "../elements/NodeView";
import { SIDEBAR } from "../store/store";
import controlsStyles from "./Controls.module.css";
import { ShellIcon } from "./Icons";
import styles from "./SidebarPanel.module.css";
import type { SidebarState } from "./sidebar";

export function SidebarPanel({
  state,
  width,
  logo,
  children,
}: {
  readonly state: SidebarState;
  readonly width: number | undefined;
  readonly logo: ReactNode;
  /** The menu of pages, above what the app has in the sidebar. */
  readonly children: ReactNode;
}): ReactNode {
  const { open, over, still, locked, close, hide } = state;
  return (
    <>
      <aside
        className={`tr-sidebar ${styles.root}`}
        aria-label="Sidebar"
        data-closed={!open || undefined}
        data-still={still || undefined}
        inert={!open}
        style={width === undefined ? undefined : ({ "--tr-sidebar": `${width}px` } as CSSProperties)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && over && !event.defaultPrevented) close();
        }}
      >
        <div className={styles.scroll}>
          <div className={styles.head}>
            {logo}
            {locked ? null : (
              <button
                ref={hide}
                type="button"
                className={controlsStyles.iconButton}
                aria-label="Hide sidebar"
                onClick={close}
              >
                <ShellIcon name="panel" />
              </button>
            )}
          </div>
          {children}
          <NodeView id={SIDEBAR} />
        </div>
      </aside>
      {open && over ? (
        <button
          type="button"
          className={styles.backdrop}
          aria-label="Hide sidebar"
          tabIndex={-1}
          onClick={close}
        />
      ) : null}
    </>
  );
}
