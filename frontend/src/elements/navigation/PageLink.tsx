import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { useNode } from "../hooks";
import { useHint } from "../inputs/hint";
import { useFollow } from "../shared/follow";
import { Icon } from "../shared/Icon";
import { Markdown } from "../shared/Markdown";
import styles from "./PageLink.module.css";

const ROOT = 0;

/** A link to a page of the app, or to another site. */
export default function PageLink({ props }: ElementProps<"page_link">): ReactNode {
  const { label, page, url, query, icon, icon_position: side, help, disabled } = props;
  const link = useFollow(page, url, query);
  const hint = useHint(help);
  const shown = useNode<"page">(ROOT)?.props.current;
  const current = url === null && page === shown;
  const sign = icon === null ? null : <Icon icon={icon} />;
  return (
    <>
      <a
        {...(disabled ? { role: "link", "aria-disabled": true, tabIndex: -1 } : link)}
        {...hint.anchor}
        className={styles.root}
        aria-current={current ? "page" : undefined}
        data-testid="stPageLink-NavLink"
      >
        {side === "left" ? sign : null}
        <Markdown inline>{label}</Markdown>
        {side === "right" ? sign : null}
      </a>
      {hint.card}
    </>
  );
}
