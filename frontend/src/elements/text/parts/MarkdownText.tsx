import { lazy, type ReactNode, Suspense } from "react";
import type { Props } from "../../contract";
import { Help } from "../../shared/Help";
import { useLongText } from "../../shared/longText";
import { LongMarkdown } from "../../shared/Markdown";
import proseStyles from "./Prose.module.css";

// Most pages have no text that grows.
const StopStream = lazy(() => import("./StopStream"));

interface MarkdownTextProps {
  readonly props: Props<"markdown">;
  readonly className?: string | undefined;
  readonly testId?: string;
}

/** A text in Markdown with all that surrounds it: help, alignment, and the cursor of one that is being written. */
export function MarkdownText({ props, className = "", testId }: MarkdownTextProps): ReactNode {
  const { body, html, help, width, text_alignment, anchors, wrap, cursor, stream } = props;
  const long = useLongText(props);
  if (body === "" && cursor === "") return null;
  const text = (
    <div
      className={`${proseStyles.root} ${className}`}
      data-testid={testId}
      data-align={text_alignment === "left" ? undefined : text_alignment}
      data-nowrap={!wrap || undefined}
      data-auto={width === "auto" || undefined}
      data-no-anchors={!anchors || undefined}
    >
      <LongMarkdown text={long} html={html} cursor={cursor} />
      {help ? <Help text={help} /> : null}
    </div>
  );
  return (
    <>
      {text}
      {stream === 0 ? null : (
        <Suspense>
          <StopStream number={stream} />
        </Suspense>
      )}
    </>
  );
}
