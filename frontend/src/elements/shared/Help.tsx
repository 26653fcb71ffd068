import { type ReactNode, useId, useRef } from "react";
import styles from "./Help.module.css";
import { Markdown } from "./Markdown";

/**
 * The question mark that explains a widget: on pointing, on focus, on a tap. A popover, so that nothing clips it.
 */
export function Help({ text }: { readonly text: string }): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const show = () => {
    if (button.current === null || card.current === null || card.current.matches(":popover-open")) return;
    card.current.showPopover();
    place(card.current, button.current.getBoundingClientRect());
  };
  const hide = () => card.current?.hidePopover();
  return (
    <>
      <button
        ref={button}
        type="button"
        className={`${styles.root} stTooltipIcon`}
        data-testid="stTooltipIcon"
        aria-label="Help"
        aria-describedby={id}
        onPointerEnter={show}
        onPointerLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => {
          if (event.key === "Escape") hide();
        }}
      >
        <svg
          width="16"
          height="16"
          viewBox="0 0 24 24"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          aria-hidden="true"
        >
          <path d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.700.3-1 .8-1 1.5M12 16.5h.01" />
        </svg>
      </button>
      <div
        ref={card}
        id={id}
        popover="manual"
        role="tooltip"
        className={`${styles.card} stTooltipContent`}
        data-testid="stTooltipContent"
      >
        <Markdown>{text}</Markdown>
      </div>
    </>
  );
}

const GAP = 8;

/** Above the anchor if there is room, else below, and never beyond the window's sides. */
function place(card: HTMLElement, anchor: DOMRect): void {
  const { width, height } = card.getBoundingClientRect();
  const left = Math.min(
    Math.max(GAP, anchor.left + anchor.width / 2 - width / 2),
    window.innerWidth - width - GAP,
  );
  const above = anchor.top - height - GAP;
  card.style.margin = "0";
  card.style.inset = "auto";
  card.style.left = `${left}px`;
  card.style.top = `${above >= GAP ? above : anchor.bottom + GAP}px`;
}
