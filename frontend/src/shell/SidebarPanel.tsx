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
      {/* biome-ignore lint/a11y/useSemanticElements: style sheets of apps look for section[data-testid="stSidebar"]. */}
      <section
        role="complementary"
        className={`tr-sidebar stSidebar ${styles.root}`}
        data-testid="stSidebar"
        aria-label="Sidebar"
        data-closed={!open || undefined}
        data-still={still || undefined}
        inert={!open}
        style={width === undefined ? undefined : ({ "--tr-sidebar": `${width}px` } as CSSProperties)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && over && !event.defaultPrevented) close();
        }}
      >
        <div className={styles.scroll} data-testid="stSidebarContent">
          <div className={styles.head} data-testid="stSidebarHeader">
            {logo}
            {locked ? null : (
              <button
                ref={hide}
                type="button"
                className={controlsStyles.iconButton}
                aria-label="Hide sidebar"
                data-testid="stSidebarCollapseButton"
                onClick={close}
              >
                <ShellIcon name="panel" />
              </button>
            )}
          </div>
          {children}
          <div data-testid="stSidebarUserContent">
            <NodeView id={SIDEBAR} />
          </div>
        </div>
      </section>
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
