import { type HTMLAttributes, type ReactNode, useId, useRef } from "react";
import helpStyles from "../shared/Help.module.css";
import { Markdown } from "../shared/Markdown";

const GAP = 8;

interface Hint {
  /** Properties for the element that the hint is about. */
  readonly anchor: Pick<
    HTMLAttributes<HTMLElement>,
    "aria-describedby" | "onPointerEnter" | "onPointerLeave" | "onFocus" | "onBlur"
  >;
  readonly card: ReactNode;
}

const NONE: Hint = { anchor: {}, card: null };

/** A tooltip on an element itself, where there is no label to put a question mark beside. */
export function useHint(text: string | null): Hint {
  const id = useId();
  const card = useRef<HTMLDivElement>(null);
  if (text === null) return NONE;
  const show = (anchor: HTMLElement) => {
    const shown = card.current;
    if (shown === null || shown.matches(":popover-open")) return;
    shown.showPopover();
    const at = anchor.getBoundingClientRect();
    const { width, height } = shown.getBoundingClientRect();
    const left = Math.min(Math.max(GAP, at.left + at.width / 2 - width / 2), window.innerWidth - width - GAP);
    const above = at.top - height - GAP;
    Object.assign(shown.style, {
      margin: "0",
      inset: "auto",
      left: `${left}px`,
      top: `${above >= GAP ? above : at.bottom + GAP}px`,
    });
  };
  const hide = () => card.current?.hidePopover();
  return {
    anchor: {
      "aria-describedby": id,
      onPointerEnter: (event) => show(event.currentTarget),
      onPointerLeave: hide,
      onFocus: (event) => show(event.currentTarget),
      onBlur: hide,
    },
    card: (
      <div ref={card} id={id} popover="manual" role="tooltip" className={helpStyles.card}>
        <Markdown>{text}</Markdown>
      </div>
    ),
  };
}
