import { memo, type ReactNode, Suspense, use } from "react";

export interface MarkdownProps {
  readonly children: string;
  /** For labels: only what stands in a line (no lists, headings, tables, images). */
  readonly inline?: boolean;
  /** Show HTML in the text as HTML. Only for `unsafe_allow_html`. */
  readonly html?: boolean;
  readonly className?: string;
}

/** Text with no character that could mean anything in Markdown: most labels. */
const PLAIN = /^[^*_`~[\]:$<>&\\#|@!^\n-]*$/;
const ORDERED = /^\s*\d+[.)]\s/;
const LINK = /www\.|https?/i;

type Renderer = typeof import("./markdown/render");
let renderer: Renderer | undefined;
let loading: Promise<Renderer> | undefined;

/** Fetch what renders Markdown; the page does so while it connects. */
export function loadMarkdown(): Promise<Renderer> {
  loading ??= import("./markdown/render").then((module) => {
    renderer = module;
    return module;
  });
  return loading;
}

/** Markdown with Streamlit's extensions: colours, badges, icons, emoji shortcodes and math. */
export const Markdown = memo(function Markdown(props: MarkdownProps): ReactNode {
  const { children: text, inline = false, className } = props;
  if (PLAIN.test(text) && !ORDERED.test(text) && !LINK.test(text)) {
    if (inline) return <span className={className}>{text}</span>;
    return (
      <div className={`tr-markdown ${className ?? ""}`}>
        <p>{text}</p>
      </div>
    );
  }
  return (
    <Suspense fallback={<span className={className}>{inline ? text : ""}</span>}>
      <Rendered {...props} />
    </Suspense>
  );
});

function Rendered(props: MarkdownProps): ReactNode {
  const { Render } = renderer ?? use(loadMarkdown());
  return <Render {...props} />;
}
