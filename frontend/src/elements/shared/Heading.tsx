import { type ReactNode, useLayoutEffect, useRef } from "react";

interface HeadingProps {
  readonly level: 1 | 2 | 3 | 4 | 5 | 6;
  /** The heading as plain text, which its anchor is made of. */
  readonly text: string;
  /** Another anchor; false for none. */
  readonly anchor?: string | false | null | undefined;
  readonly className?: string;
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
export function Heading({ level, text, anchor, className, children }: HeadingProps): ReactNode {
  const Tag = `h${level}` as const;
  const id = anchor === false ? undefined : anchor || slug(text) || undefined;
  const element = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    // The address may name a heading that came only now.
    if (id !== undefined && window.location.hash === `#${encodeURIComponent(id)}`) {
      element.current?.scrollIntoView();
    }
  }, [id]);
  return (
    <Tag ref={element} id={id} className={className}>
      {children}
      {id === undefined ? null : (
        <a
          className="tr-anchor"
          href={`#${id}`}
          aria-label="Link to this heading"
          onClick={(event) => {
            event.preventDefault();
            const { pathname, search } = window.location;
            window.history.replaceState(
              window.history.state,
              "",
              `${pathname}${search}#${encodeURIComponent(id)}`,
            );
            element.current?.scrollIntoView({ behavior: "smooth" });
          }}
        >
          #
        </a>
      )}
    </Tag>
  );
}
