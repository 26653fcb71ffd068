import { type ReactNode, useState } from "react";
import { ShellIcon } from "../Icons";
import { type NavigationProps, shownPages } from "../Navigation";
import { PageItem } from "./PageItem";
import styles from "./SidebarMenu.module.css";
import { limit, sections } from "./sections";

/** The menu of pages in the sidebar, above what else is there. */
export function SidebarMenu({ page, limited, onFollow }: NavigationProps): ReactNode {
  const [all, setAll] = useState(false);
  const entries = shownPages(page);
  const most = limited ? limit(entries.length, page.expanded) : entries.length;
  const more = entries.length - most;
  const shown = all ? entries : entries.slice(0, most);
  return (
    <nav
      className={styles.root}
      aria-label="Pages"
      data-testid="stSidebarNav"
      data-below={limited || undefined}
    >
      {sections(shown).map(({ title, pages }) => (
        <section key={title} aria-label={title === "" ? undefined : title}>
          {title === "" ? null : (
            <h2 className={styles.section} data-testid="stNavSectionHeader">
              {title}
            </h2>
          )}
          <ul className={styles.list} data-testid="stSidebarNavItems">
            {pages.map((entry) => (
              <li key={entry.path + (entry.url ?? "")}>
                <PageItem
                  entry={entry}
                  current={entry.url === null && entry.path === page.current}
                  onFollow={onFollow}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {more > 0 ? (
        <button
          type="button"
          className={styles.more}
          aria-expanded={all}
          data-testid="stSidebarNavViewButton"
          onClick={() => setAll(!all)}
        >
          <ShellIcon name="chevron" size={14} />
          {all ? "View less" : `View ${more} more`}
        </button>
      ) : null}
    </nav>
  );
}
