import type { CSSProperties, ReactNode } from "react";
import { NodeView } from "../elements/NodeView";
import { SIDEBAR } from "../store/store";
import { ShellIcon } from "./Icons";
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
        className="tr-sidebar"
        aria-label="Sidebar"
        data-closed={!open || undefined}
        data-still={still || undefined}
        inert={!open}
        style={width === undefined ? undefined : ({ "--tr-sidebar": `${width}px` } as CSSProperties)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && over && !event.defaultPrevented) close();
        }}
      >
        <div className="tr-sidebar-scroll">
          <div className="tr-sidebar-head">
            <button
              ref={hide}
              type="button"
              className="tr-icon-button"
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
          className="tr-backdrop"
          aria-label="Hide sidebar"
          tabIndex={-1}
          onClick={close}
        />
      ) : null}
    </>
  );
}
