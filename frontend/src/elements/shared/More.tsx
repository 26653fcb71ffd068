import type { ReactNode } from "react";
import { sizeText } from "./longText";
import styles from "./More.module.css";

interface MoreProps {
  /** Bytes that are not shown. */
  readonly hidden: number;
  readonly problem: string | null;
  readonly onMore: () => void;
}

/** Says how much of something long is not shown, and shows more of it. */
export function More({ hidden, problem, onMore }: MoreProps): ReactNode {
  if (hidden === 0) return null;
  return (
    <div className={styles.root}>
      <span>{`${sizeText(hidden)} are not shown.`}</span>
      <button type="button" className={styles.button} onClick={onMore}>
        Show more
      </button>
      {problem === null ? null : (
        <span className={styles.problem} role="alert">
          {problem}
        </span>
      )}
    </div>
  );
}
