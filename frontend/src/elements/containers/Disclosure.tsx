import "./containers.css";
import { type ReactNode, useId, useState } from "react";
import { Markdown } from "../shared/Markdown";

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
    <div className="tr-disclosure" data-type={type}>
      <button
        type="button"
        className="tr-disclosure-head"
        aria-expanded={open}
        aria-controls={`${id}-body`}
        id={`${id}-head`}
        onClick={() => setState({ expanded, open: !open, seen: true })}
      >
        {icon === undefined ? null : <span className="tr-disclosure-icon">{icon}</span>}
        <span className="tr-disclosure-label">
          <Markdown inline>{label}</Markdown>
        </span>
        <svg className="tr-chevron" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
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
        className="tr-disclosure-body"
        id={`${id}-body`}
        aria-labelledby={`${id}-head`}
        data-open={open || undefined}
        inert={!open}
      >
        <div className="tr-disclosure-clip">
          {seen ? <div className="tr-disclosure-content tr-flow">{children}</div> : null}
        </div>
      </section>
    </div>
  );
}
