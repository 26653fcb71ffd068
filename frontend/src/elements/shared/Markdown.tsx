import "./markdown/markdown.css";
import { memo, type ReactNode, Suspense } from "react";
import { lazy, useFetched } from "./lazy";

export interface MarkdownProps {
  readonly children: string;
  /** For labels: only what stands in a line. Lists, headings and tables lose their form and keep their text. */
  readonly inline?: boolean;
  /** Show HTML in the text as HTML. Only for `unsafe_allow_html`. */
  readonly html?: boolean;
  readonly className?: string | undefined;
}

/** Text with no character that could mean anything in Markdown: most labels. */
const PLAIN = /^[^*_`~[\]:$<>&\\#|@!\n=+-]*$/;
const ORDERED = /^\s*\d+[.)]\s/;
const LINK = /www\.|https?/i;

const renderer = lazy(() => import("./markdown/render"));

/** Fetch what renders Markdown. The page does so while it connects. */
export const loadMarkdown = renderer.load;

/** Markdown with Streamlit's additions: colours, badges, icons, emoji shortcodes and math. */
export const Markdown = memo(function Markdown(props: MarkdownProps): ReactNode {
  const { children: text, inline = false, className = "" } = props;
  if (PLAIN.test(text) && !ORDERED.test(text) && !LINK.test(text)) {
    if (inline) return <span className={className}>{text}</span>;
    return (
      <div className={`tr-markdown stMarkdownContainer ${className}`} data-testid="stMarkdownContainer">
        <p>{text}</p>
      </div>
    );
  }
  return <Rendered {...props} />;
});

function Rendered(props: MarkdownProps): ReactNode {
  const { children: text, inline, className } = props;
  const fetched = useFetched(renderer.load());
  const before = inline ? <span className={className}>{text}</span> : null;
  if (fetched === undefined) return before;
  // Math, HTML and emoji are fetched by the texts that need them.
  return (
    <Suspense fallback={before}>
      <fetched.Render {...props} />
    </Suspense>
  );
}
