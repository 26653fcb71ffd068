import type { ReactNode } from "react";
import styles from "./Chevron.module.css";

/** The sign that something opens. */
export function Chevron(): ReactNode {
  return (
    <svg className={styles.root} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M4 6.25L8 10.25L12 6.25" />
    </svg>
  );
}
