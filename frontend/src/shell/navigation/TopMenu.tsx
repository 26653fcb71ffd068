import { type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import type { PageEntry } from "../../protocol.gen";
import { ShellIcon } from "../Icons";
import { type NavigationProps, shownPages } from "../Navigation";
import { PageItem } from "./PageItem";
import { sections } from "./sections";
import styles from "./TopMenu.module.css";

type Item = PageEntry | { readonly title: string; readonly pages: readonly PageEntry[] };

/** The menu of pages in the header: pages one beside the other, sections as menus, and a menu of what has no room. */
export function TopMenu({ page }: NavigationProps): ReactNode {
  const row = useRef<HTMLUListElement>(null);
  const items: readonly Item[] = sections(shownPages(page)).flatMap((section): readonly Item[] =>
    section.title === "" ? section.pages : [section],
  );
  const fits = useFits(row, items.length);
  const rest = items.slice(fits);
  const isCurrent = (entry: PageEntry) => entry.url === null && entry.path === page.current;
  const holds = (item: Item) => ("pages" in item ? item.pages.some(isCurrent) : isCurrent(item));
  const link = (entry: PageEntry, close?: () => void) => (
    <PageItem entry={entry} current={isCurrent(entry)} onFollow={close} />
  );
  return (
    <nav className={styles.root} aria-label="Pages" data-testid="stTopNav">
      <ul ref={row} className={styles.row}>
        {items.map((item, index) => (
          <li key={keyOf(item)} inert={index >= fits}>
            {"pages" in item ? (
              <Group title={item.title} current={holds(item)}>
                {(close) => item.pages.map((entry) => <li key={keyOf(entry)}>{link(entry, close)}</li>)}
              </Group>
            ) : (
              link(item)
            )}
          </li>
        ))}
      </ul>
      {rest.length > 0 ? (
        <Group title={`${rest.length} more`} current={rest.some(holds)}>
          {(close) =>
            rest.flatMap((item) =>
              "pages" in item
                ? [
                    <li key={keyOf(item)} className={styles.section}>
                      {item.title}
                    </li>,
                    ...item.pages.map((entry) => <li key={keyOf(entry)}>{link(entry, close)}</li>),
                  ]
                : [<li key={keyOf(item)}>{link(item, close)}</li>],
            )
          }
        </Group>
      ) : null}
    </nav>
  );
}

function keyOf(item: Item): string {
  return "pages" in item ? `section ${item.title}` : `page ${item.path} ${item.url ?? ""}`;
}

/** A button with a menu of pages under it. */
function Group({
  title,
  current,
  children,
}: {
  readonly title: string;
  readonly current: boolean;
  readonly children: (close: () => void) => ReactNode;
}): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLUListElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.group}
        data-current={current || undefined}
        data-testid="stTopNavSection"
        aria-expanded={open}
        aria-controls={id}
        popoverTarget={id}
      >
        {title}
        <ShellIcon name="chevron" size={13} />
      </button>
      <ul
        ref={card}
        id={id}
        popover="auto"
        className={styles.card}
        data-testid="stTopNavPopover"
        onToggle={(event) => {
          setOpen(event.newState === "open");
          const at = button.current?.getBoundingClientRect();
          if (event.newState !== "open" || at === undefined || card.current === null) return;
          const left = Math.min(at.left, window.innerWidth - card.current.offsetWidth - 8);
          card.current.style.left = `${Math.max(8, left)}px`;
          card.current.style.top = `${at.bottom + 6}px`;
        }}
      >
        {children(() => card.current?.hidePopover())}
      </ul>
    </>
  );
}

/** How many of a row's items stand on its first line. */
function useFits(row: { readonly current: HTMLUListElement | null }, count: number): number {
  const [fits, setFits] = useState(count);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other items have other widths.
  useLayoutEffect(() => {
    const element = row.current;
    if (element === null) return;
    const look = () => {
      const items = [...element.children] as HTMLElement[];
      const first = items[0]?.offsetTop ?? 0;
      setFits(items.filter(({ offsetTop }) => offsetTop - first < 4).length);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const item of element.children) observer.observe(item);
    return () => observer.disconnect();
  }, [row, count]);
  return fits;
}
