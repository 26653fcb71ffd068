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
}: {
  readonly state: SidebarState;
  readonly width: number | undefined;
}): ReactNode {
  const { open, over, still, close, hide } = state;
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
            <button
              ref={hide}
              type="button"
              className={controlsStyles.iconButton}
              aria-label="Hide sidebar"
              onClick={close}
            >
              <ShellIcon name="panel" />
            </button>
          </div>
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
