import { type KeyboardEvent, type ReactNode, useId, useRef, useState, type WheelEvent } from "react";
import type { NodeOf } from "../../store/store";
import type { ElementProps } from "../contract";
import { useChildNodes, useWidget } from "../hooks";
import { NodeView } from "../NodeView";
import { Markdown } from "../shared/Markdown";
import styles from "./Tabs.module.css";

/** Where a key leads from the tab at `index`; undefined for a key that leads nowhere. */
export function tabAfterKey(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (index + 1) % count;
    case "ArrowLeft":
      return (index - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/** Tabs: one is seen at a time. A panel is rendered when it is first seen, and kept from then on. */
export default function Tabs({ id, props }: ElementProps<"tabs">): ReactNode {
  const tabs = useChildNodes<"tab">(id);
  const { tracked, value: first } = props;
  const known = useWidget<number>(id, { value: first, disabled: false });
  const [chosen, setChosen] = useState<number>();
  const seen = useRef(new Set<number>());
  const list = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const wanted = tracked ? tabs[known.value] : (tabs.find((tab) => tab.id === chosen) ?? tabs[first]);
  const active = wanted ?? tabs[0];
  if (active === undefined) return null;
  seen.current.add(active.id);

  const choose = (tab: NodeOf<"tab">) => {
    if (tab === active) return;
    if (tracked) known.send(tabs.indexOf(tab));
    else setChosen(tab.id);
  };
  // A wheel turns up and down; the list lies across.
  const onWheel = (event: WheelEvent) => {
    if (event.deltaX === 0 && list.current !== null) list.current.scrollLeft += event.deltaY;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = tabs[tabAfterKey(event.key, tabs.indexOf(active), tabs.length) ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };

  const scrolls = props.height !== "content";
  return (
    <div className={styles.root}>
      <div
        ref={list}
        className={styles.list}
        role="tablist"
        data-baseweb="tab-list"
        onKeyDown={onKeyDown}
        onWheel={onWheel}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            className={`${styles.tab} stTab`}
            data-testid="stTab"
            data-baseweb="tab"
            data-tab={tab.id}
            id={`${prefix}-tab-${tab.id}`}
            aria-selected={tab === active}
            aria-controls={`${prefix}-panel-${tab.id}`}
            tabIndex={tab === active ? 0 : -1}
            onClick={() => choose(tab)}
          >
            <Markdown inline>{tab.props.label}</Markdown>
          </button>
        ))}
      </div>
      {tabs.map((tab) => (
        <div
          key={tab.id}
          role="tabpanel"
          className={`${styles.panel} stTabPanel`}
          data-testid="stTabPanel"
          data-baseweb="tab-panel"
          id={`${prefix}-panel-${tab.id}`}
          aria-labelledby={`${prefix}-tab-${tab.id}`}
          data-scroll={scrolls || undefined}
          tabIndex={scrolls ? 0 : undefined}
          hidden={tab !== active}
        >
          {seen.current.has(tab.id) ? <NodeView id={tab.id} /> : null}
        </div>
      ))}
    </div>
  );
}
