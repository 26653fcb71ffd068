import { type ReactNode, useId, useState } from "react";
import { useChildren } from "../../hooks";
import flowStyles from "../../shared/Flow.module.css";
import { Icon } from "../../shared/Icon";
import { Markdown } from "../../shared/Markdown";
import styles from "./Disclosure.module.css";

interface DisclosureProps {
  readonly id: number;
  readonly label: string;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
  readonly type: "default" | "compact" | "step";
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** The sign of a step that the app has given none. */
const PLAIN_STEP = ":material/circle:";

/** A button, and what it shows and hides. The content is rendered when it is first seen, and kept from then on. */
export function Disclosure(props: DisclosureProps): ReactNode {
  const { id, label, open, onToggle, type, children } = props;
  const [seen, setSeen] = useState(open);
  if (open && !seen) setSeen(true);
  const name = useId();
  const empty = useChildren(id).length === 0;
  const icon = props.icon ?? (type === "step" ? <Icon icon={PLAIN_STEP} /> : undefined);
  const head = (
    <>
      {icon === undefined ? null : (
        <span
          className={styles.icon}
          data-testid="stExpanderIcon"
          data-plain={props.icon === undefined || undefined}
        >
          {icon}
        </span>
      )}
      <span className={styles.label}>
        <Markdown inline>{label}</Markdown>
      </span>
    </>
  );
  // A step without content has nothing to open, and is the last one of its timeline.
  if (type === "step" && empty) {
    return (
      <div className={styles.root} data-type={type} data-last>
        <div className={styles.head}>{head}</div>
      </div>
    );
  }
  return (
    <div className={styles.root} data-type={type}>
      <button
        type="button"
        className={styles.head}
        aria-expanded={open}
        aria-controls={`${name}-body`}
        id={`${name}-head`}
        onClick={() => onToggle(!open)}
      >
        {head}
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
        id={`${name}-body`}
        aria-labelledby={`${name}-head`}
        data-open={open || undefined}
        inert={!open}
      >
        <div className={styles.clip} data-testid="stExpanderDetails">
          {seen ? (
            <div
              className={`${styles.content} ${flowStyles.root} stVerticalBlock`}
              data-testid="stVerticalBlock"
            >
              {children}
            </div>
          ) : null}
        </div>
      </section>
    </div>
  );
}
