import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Anchor } from "./Anchor";

interface HeadingProps {
  readonly level: 1 | 2 | 3 | 4 | 5 | 6;
  /** The heading as plain text, which its anchor is made of. */
  readonly text: string;
  /** Another anchor; false for none. */
  readonly anchor?: string | false | null | undefined;
  readonly className?: string;
  /** What stands behind the text and is not a part of it. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** `Sales & costs` is reached at `#sales-costs`. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}

/** A heading that can be linked to. */
export function Heading({ level, text, anchor, className, aside, children }: HeadingProps): ReactNode {
  const Tag = `h${level}` as const;
  const id = anchor === false ? undefined : anchor || slug(text) || undefined;
  const element = useRef<HTMLHeadingElement>(null);
  const name = useId();
  useLayoutEffect(() => {
    // The address may name a heading that came only now.
    if (id !== undefined && window.location.hash === `#${encodeURIComponent(id)}`) {
      return element.current === null ? undefined : stayAt(element.current);
    }
  }, [id]);
  return (
    // Named by its text alone: a list of headings must not say of each that there is a link to it.
    <Tag ref={element} id={id} className={className} aria-labelledby={name}>
      <span id={name}>{children}</span>
      {aside}
      {id === undefined ? null : (
        <Anchor id={id} go={() => element.current?.scrollIntoView({ behavior: "smooth" })} />
      )}
    </Tag>
  );
}

const SETTLED = 2500;

/** Scroll to an element and keep to it while what stands above it is still coming, unless a person scrolls elsewhere. */
function stayAt(element: HTMLElement): () => void {
  const go = () => element.scrollIntoView();
  go();
  const observer = new ResizeObserver(go);
  observer.observe(document.body);
  const given = new AbortController();
  const stop = () => {
    observer.disconnect();
    clearTimeout(timer);
    given.abort();
  };
  const timer = setTimeout(stop, SETTLED);
  for (const event of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    window.addEventListener(event, stop, { passive: true, signal: given.signal });
  }
  return stop;
}
