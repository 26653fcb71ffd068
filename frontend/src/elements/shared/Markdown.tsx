import "./markdown/markdown.css";
import { memo, type ReactNode, Suspense, useMemo } from "react";
import { useGradual } from "./gradual";
import { lazy, useFetched } from "./lazy";
import type { LongText } from "./longText";
import { More } from "./More";
import { BLOCKS_AT_ONCE, blocksOf, longCode } from "./markdown/blocks";

export interface MarkdownProps {
  readonly children: string;
  /** For labels: only what stands in a line. Lists, headings and tables lose their form and keep their text. */
  readonly inline?: boolean;
  /** The text stands in a heading, in which there are no paragraphs. */
  readonly heading?: boolean;
  /** Show HTML in the text as HTML. Only for `unsafe_allow_html`. */
  readonly html?: boolean;
  readonly className?: string | undefined;
}

/** Text with no character that could mean anything in Markdown: most labels. */
const PLAIN = /^[^*_`~[\]:$<>&\\#|@!\n=+-]*$/;
const ORDERED = /^\s*\d+[.)]\s/;
const LINK = /www\.|https?/i;

const renderer = lazy(() => import("./markdown/render"));

interface LongMarkdownProps {
  readonly text: LongText;
  readonly html?: boolean;
  /** What stands behind the text. */
  readonly cursor?: string;
}

/** Markdown of any length: shown piece by piece, and what is very long only when a person asks for it. */
export function LongMarkdown({ text, html = false, cursor = "" }: LongMarkdownProps): ReactNode {
  const whole = text.text + (text.hidden === 0 ? cursor : "");
  const pieces = useMemo(() => blocksOf(whole, html), [whole, html]);
  const { shown, hidden, more } = useGradual(pieces, BLOCKS_AT_ONCE, text);
  if (pieces.length === 1 && hidden === 0) return <Markdown html={html}>{whole}</Markdown>;
  return (
    <div className="tr-markdown-pieces">
      {shown.map((piece, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is where it stands.
        <div key={i} style={{ containIntrinsicHeight: `auto ${Math.ceil(piece.length / 4)}px` }}>
          <Markdown html={html}>{piece}</Markdown>
        </div>
      ))}
      <More hidden={hidden} problem={text.problem} onMore={more} />
    </div>
  );
}

/** Fetch what renders Markdown. The page does so while it connects. */
export const loadMarkdown = renderer.load;

/** Markdown with Streamlit's additions: colours, badges, icons, emoji shortcodes and math. */
export const Markdown = memo(function Markdown(props: MarkdownProps): ReactNode {
  const { children: text, inline = false, heading = false, className = "" } = props;
  if (PLAIN.test(text) && !ORDERED.test(text) && !LINK.test(text)) {
    if (inline) return line(text, heading, className);
    return (
      <div className={`tr-markdown stMarkdownContainer ${className}`} data-testid="stMarkdownContainer">
        <p>{text}</p>
      </div>
    );
  }
  return <Rendered {...props} />;
});

/** What stands in a line. Style sheets of apps look for a paragraph in it, as in `.stButton p`. */
export function line(content: ReactNode, heading: boolean, className: string): ReactNode {
  if (heading) return <span className={className}>{content}</span>;
  return (
    <span className={`stMarkdownContainer ${className}`} data-testid="stMarkdownContainer">
      <p className="tr-line">{content}</p>
    </span>
  );
}

function Rendered(props: MarkdownProps): ReactNode {
  const { children: text, inline, heading = false, className = "" } = props;
  const fetched = useFetched(renderer.load());
  const before = inline ? line(text, heading, className) : null;
  if (fetched === undefined) return before;
  const code = inline ? null : longCode(text);
  if (code !== null) return <fetched.LongCode {...code} />;
  // Math, HTML and emoji are fetched by the texts that need them.
  return (
    <Suspense fallback={before}>
      <fetched.Render {...props} />
    </Suspense>
  );
}
