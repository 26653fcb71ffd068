import type { ReactNode } from "react";
import styles from "./Spin.module.css";

/** Something that turns, as large as the text around it. */
export function Spin({ className = "" }: { readonly className?: string | undefined }): ReactNode {
  return (
    <svg className={`${styles.root} ${className}`} viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" strokeWidth="2.5" opacity="0.22" />
      <path
        d="M10 2a8 8 0 0 1 8 8"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
    </svg>
  );
}
