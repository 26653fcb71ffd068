import { type ReactNode, useEffect, useState } from "react";
import styles from "./Anchor.module.css";
import { copy } from "./copy";

const SHOWN = 1500;

/** The sign behind a heading: goes there, and copies the address for somebody else. */
export function Anchor({ id, go }: { readonly id: string; readonly go: () => void }): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN);
    return () => clearTimeout(timer);
  }, [copied]);
  const { origin, pathname, search } = window.location;
  const address = `${pathname}${search}#${encodeURIComponent(id)}`;
  return (
    <a
      className={styles.root}
      data-testid="stHeaderActionElements"
      href={address}
      data-copied={copied || undefined}
      title={copied ? "Link copied" : "Copy the link"}
      aria-label={copied ? "Link copied" : "Link to this heading"}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        window.history.replaceState(window.history.state, "", address);
        go();
        void copy(origin + address).then(setCopied);
      }}
    >
      {copied ? "✓" : "#"}
    </a>
  );
}
