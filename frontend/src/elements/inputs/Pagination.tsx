import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import styles from "./Pagination.module.css";
import { pagesShown } from "./pages";

/** CSS pixels that a page number takes, with its gap. */
const PLACE = 38;
/** Places that the two arrows take. */
const ARROWS = 2;

/** Buttons for pages, as many as there is room for. */
export default function Pagination({ id, props }: ElementProps<"pagination">): ReactNode {
  const { num_pages: count, max_visible_pages: most, disabled, width } = props;
  const { value, send } = useWidget<number>(id, props);
  const root = useRef<HTMLDivElement>(null);
  const room = useRoom(root);
  const fits = room === null ? most : Math.min(most ?? count, Math.max(1, room - ARROWS));
  const shown = pagesShown(count, value, most === 0 ? 0 : fits);
  const go = (page: number) => {
    if (page !== value) send(page);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is no set of fields, and a page may have several, so it is no landmark.
    <div
      ref={root}
      role="group"
      aria-label="Pages"
      className={styles.root}
      data-stretch={width === "stretch" || undefined}
    >
      <button
        type="button"
        aria-label="Previous page"
        data-testid="stPaginationPrev"
        className={styles.page}
        disabled={disabled || value <= 1}
        onClick={() => go(value - 1)}
      >
        <Arrow d="M10 4 6 8l4 4" />
      </button>
      {shown.map((page) =>
        typeof page === "number" ? (
          <button
            key={page}
            type="button"
            aria-label={`Page ${page}`}
            data-testid={page === value ? "stPaginationPageActive" : "stPaginationPage"}
            aria-current={page === value ? "page" : undefined}
            className={styles.page}
            disabled={disabled}
            onClick={() => go(page)}
          >
            {page}
          </button>
        ) : (
          <span key={page} className={styles.gap} data-testid="stPaginationEllipsis" aria-hidden="true">
            …
          </span>
        ),
      )}
      <button
        type="button"
        aria-label="Next page"
        data-testid="stPaginationNext"
        className={styles.page}
        disabled={disabled || value >= count}
        onClick={() => go(value + 1)}
      >
        <Arrow d="m6 4 4 4-4 4" />
      </button>
    </div>
  );
}

/** How many places there are in one row of the element around; null before it is known. */
function useRoom(root: React.RefObject<HTMLElement | null>): number | null {
  const [room, setRoom] = useState<number | null>(null);
  useLayoutEffect(() => {
    // The row itself is as wide as what is in it: the room is that of the container.
    const around = root.current?.closest(".tr-element")?.parentElement;
    if (!around || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      setRoom(width > 0 ? Math.floor(width / PLACE) : null);
    });
    observer.observe(around);
    return () => observer.disconnect();
  }, [root]);
  return room;
}

function Arrow({ d }: { readonly d: string }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}
