import { type ReactNode, useId, useState } from "react";
import flowStyles from "../../shared/Flow.module.css";
import { Markdown } from "../../shared/Markdown";
import styles from "./Disclosure.module.css";

interface DisclosureProps {
  readonly label: string;
  /** How the app wants it. When the app changes its mind, that counts more than what a person did before. */
  readonly expanded: boolean;
  readonly type: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** A button, and what it shows and hides. The content is rendered when it is first seen, and kept from then on. */
export function Disclosure({ label, expanded, type, icon, children }: DisclosureProps): ReactNode {
  const [state, setState] = useState({ expanded, open: expanded, seen: expanded });
  if (state.expanded !== expanded) setState({ expanded, open: expanded, seen: state.seen || expanded });
  const { open, seen } = state;
  const id = useId();
  return (
    <div className={styles.root} data-type={type}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={open}
        aria-controls={`${id}-body`}
        id={`${id}-head`}
        onClick={() => setState({ expanded, open: !open, seen: true })}
      >
        {icon === undefined ? null : <span className={styles.icon}>{icon}</span>}
        <span className={styles.label}>
          <Markdown inline>{label}</Markdown>
        </span>
        <svg className={styles.chevron} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <path
            d="M4 6.5l4 4 4-4"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.75"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
      </button>
      <section
        className={styles.body}
        id={`${id}-body`}
        aria-labelledby={`${id}-head`}
        data-open={open || undefined}
        inert={!open}
      >
        <div className={styles.clip} data-testid="stExpanderDetails">
          {seen ? <div className={`${styles.content} ${flowStyles.root}`}>{children}</div> : null}
        </div>
      </section>
    </div>
  );
}
