import "./status.css";
import type { ReactNode } from "react";

/** Something that turns, as large as the text around it. */
export function Spin({ className = "" }: { readonly className?: string }): ReactNode {
  return (
    <svg className={`tr-spin ${className}`} viewBox="0 0 20 20" aria-hidden="true">
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
