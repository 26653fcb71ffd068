import type { ReactNode } from "react";
import { useHint } from "../../elements/inputs/hint";
import { useFollow } from "../../elements/shared/follow";
import { Icon } from "../../elements/shared/Icon";
import type { PageEntry } from "../../protocol.gen";
import { ShellIcon } from "../Icons";
import styles from "./PageItem.module.css";

/** One page in a menu. */
export function PageItem({
  entry,
  current,
  onFollow,
}: {
  readonly entry: PageEntry;
  readonly current: boolean;
  readonly onFollow?: (() => void) | undefined;
}): ReactNode {
  const link = useFollow(entry.path, entry.url, "", onFollow);
  const hint = useHint(entry.help);
  return (
    <>
      <a
        {...link}
        {...hint.anchor}
        className={styles.root}
        aria-current={current ? "page" : undefined}
        data-testid="stSidebarNavLink"
      >
        {entry.icon === null ? null : <Icon icon={entry.icon} className={styles.icon} />}
        <span className={styles.title}>{entry.title}</span>
        {entry.url === null ? null : <ShellIcon name="link" size={14} />}
      </a>
      {hint.card}
    </>
  );
}
