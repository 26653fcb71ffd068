import { type ReactNode, useState } from "react";
import { useApp } from "../elements/app";
import type { ElementProps } from "../elements/contract";
import { useChildren, useRun } from "../elements/hooks";
import { NodeView } from "../elements/NodeView";
import { Loom, RunIndicator } from "../elements/shared/RunIndicator";
import { BOTTOM, MAIN, SIDEBAR } from "../store/store";
import { read, write } from "../theme/scheme";
import { Banners } from "./Banners";
import controlsStyles from "./Controls.module.css";
import { embedding } from "./embedding";
import { useFollow } from "./follow";
import { useClient, useDeveloper } from "./hooks";
import { useHotkeys } from "./hotkeys";
import { ShellIcon } from "./Icons";
import { Menu } from "./Menu";
import { Navigation, shownPages } from "./Navigation";
import styles from "./Page.module.css";
import { SidebarPanel } from "./SidebarPanel";
import { useSidebar } from "./sidebar";
import { Tool, type ToolName } from "./Tool";
import { useAddress, useFavicon, useTitle } from "./tab";

const WIDE = "treadle.wide";

/** The root of the document: what concerns the whole browser tab, around the main area and the sidebar. */
export function Page({ id, props: page }: ElementProps<"page">): ReactNode {
  const { client } = useApp();
  const [wideChoice, setWideChoice] = useState(read(WIDE));
  const wide = wideChoice === null ? page.layout === "wide" : wideChoice === "true";
  const sidebar = useSidebar(page.initial_sidebar_state);
  const menu = shownPages(page).length > 1 ? page.navigation : "hidden";
  // In a narrow window, the header has no room for it.
  const top = menu === "top" && !sidebar.over;
  const filled = useChildren(SIDEBAR).length > 0;
  const hasSidebar = filled || (menu !== "hidden" && !top);
  const entry = page.pages.find(({ path, url }) => url === null && path === page.current);
  const hasBottom = useChildren(BOTTOM).length > 0;
  useFollow(hasBottom);
  const closed = hasSidebar && !sidebar.open;
  const built = useChildren(id).length > 0;
  const nothing = useChildren(MAIN).length === 0;
  const running = useRun()?.[2] ?? true;
  // A page that imports for seconds has written nothing yet.
  const waits = nothing && running;
  const appTitle = useClient("settings", (it) => it.settings.title);
  const shown = embedding(window.location.search);
  const dev = useDeveloper() && shown.toolbar;
  const [chosen, setTool] = useState<ToolName>();
  const tool = dev ? chosen : undefined;
  const toggle = dev ? (name: ToolName) => setTool(name === tool ? undefined : name) : undefined;

  useTitle(page.title ?? entry?.title ?? (typeof appTitle === "string" ? appTitle : "Treadle"));
  useFavicon(page.icon ?? entry?.icon ?? null);
  useAddress(page.path, page.query, page.step, client);
  useHotkeys({
    r: () => client.rerun(),
    c: hasSidebar ? sidebar.toggle : undefined,
    t: toggle && (() => toggle("threads")),
  });

  const chooseWide = (next: boolean) => {
    write(WIDE, String(next));
    setWideChoice(String(next));
  };
  const width = typeof page.initial_sidebar_state === "number" ? page.initial_sidebar_state : undefined;
  return (
    <div className="stApp" data-testid="stApp">
      <div
        className={`${styles.root} stAppViewContainer appview-container`}
        data-testid="stAppViewContainer"
        data-bare={!shown.padding || undefined}
        data-still={!shown.scrolling || undefined}
        data-dock={tool}
      >
        {/* biome-ignore lint/a11y/useValidAnchor: it is a link; only the page's base makes it need help. */}
        <a
          className={styles.skip}
          data-testid="stSkipToContent"
          href="#main"
          onClick={(event) => {
            // The page's base is not its address, so the link by itself would lead elsewhere.
            event.preventDefault();
            document.getElementById("main")?.focus();
          }}
        >
          Skip to content
        </a>
        {hasSidebar ? (
          <SidebarPanel
            state={sidebar}
            width={width}
            logo={page.logo === null ? null : <Navigation part="Logo" page={page} />}
          >
            {menu === "hidden" || top ? null : (
              <Navigation
                part="SidebarMenu"
                page={page}
                limited={filled}
                onFollow={sidebar.over ? sidebar.close : undefined}
              />
            )}
          </SidebarPanel>
        ) : null}
        <section className={`${styles.body} stMain main`} data-testid="stMain">
          {shown.toolbar || closed || top || page.logo !== null ? (
            <header className={`${styles.header} stAppHeader`} data-testid="stHeader">
              {closed ? (
                <button
                  ref={sidebar.show}
                  type="button"
                  className={controlsStyles.iconButton}
                  aria-label="Show sidebar"
                  data-testid="stExpandSidebarButton"
                  onClick={sidebar.toggle}
                >
                  <ShellIcon name="panel" />
                </button>
              ) : null}
              {page.logo !== null && (closed || !hasSidebar) ? (
                <Navigation part="Logo" page={page} small />
              ) : null}
              {top ? <Navigation part="TopMenu" page={page} /> : null}
              {shown.toolbar ? (
                <div className={`${styles.headerEnd} stAppToolbar`} data-testid="stToolbar">
                  <RunIndicator />
                  <Menu
                    items={page.menu_items}
                    wide={wide}
                    onWide={chooseWide}
                    onSidebar={hasSidebar ? sidebar.toggle : undefined}
                    onTool={toggle}
                  />
                </div>
              ) : null}
            </header>
          ) : null}
          <main
            id="main"
            className={`${styles.main} stMainBlockContainer block-container`}
            tabIndex={-1}
            data-testid="stMainBlockContainer"
            data-layout={wide ? "wide" : "centered"}
          >
            {page.unknown === null ? null : <Navigation part="UnknownPage" page={page} />}
            {built ? <NodeView id={MAIN} /> : null}
            {waits && shown.waiting ? <Waiting /> : null}
            {hasBottom ? (
              <div className={`${styles.bottom} stBottom`} data-testid="stBottom">
                <div data-testid="stBottomBlockContainer">
                  <NodeView id={BOTTOM} />
                </div>
              </div>
            ) : null}
          </main>
        </section>
        {tool ? <Tool name={tool} onClose={() => setTool(undefined)} /> : null}
        <Banners />
      </div>
    </div>
  );
}

function Waiting(): ReactNode {
  return (
    <div className={styles.waiting} role="status" aria-label="Loading">
      <Loom />
      <p>Loading…</p>
    </div>
  );
}
