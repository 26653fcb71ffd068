import { memo, type ReactNode, Suspense, use, useEffect, useState } from "react";
import { lazy } from "./lazy";

interface CodeBlockProps {
  readonly code: string;
  /** A name that highlight.js knows; null for plain text. */
  readonly language: string | null;
  readonly lineNumbers?: boolean;
  readonly wrap?: boolean;
  /** CSS pixels after which it scrolls. */
  readonly height?: number | undefined;
}

const highlighter = lazy(() => import("./highlight"));
/** Longer code is shown plain: colours would hold up the page. */
const LONGEST = 200_000;

/** Code with colours and a copy button. Colours are fetched by the first code that wants some. */
export const CodeBlock = memo(function CodeBlock(props: CodeBlockProps): ReactNode {
  const { code, language, lineNumbers = false, wrap = false, height } = props;
  const plain = <Plain code={code} />;
  const colored = language !== null && language !== "" && language !== "text" && code.length <= LONGEST;
  return (
    <div className="tr-code-block" data-numbers={lineNumbers || undefined} data-wrap={wrap || undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <pre className="tr-code" tabIndex={0} style={height === undefined ? undefined : { height }}>
        <code>
          {colored ? (
            <Suspense fallback={plain}>
              <Colored code={code} language={language.toLowerCase()} />
            </Suspense>
          ) : (
            plain
          )}
        </code>
      </pre>
      <CopyButton text={code} />
    </div>
  );
});

function Plain({ code }: { readonly code: string }): ReactNode {
  return code.split("\n").map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it stands.
    <span key={i} className="tr-code-line">
      {line}
      {"\n"}
    </span>
  ));
}

function Colored({ code, language }: { readonly code: string; readonly language: string }): ReactNode {
  const { highlight } = highlighter.here ?? use(highlighter.load());
  const lines = highlight(code, language);
  if (lines === undefined) return <Plain code={code} />;
  return lines.map((pieces, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it stands.
    <span key={i} className="tr-code-line">
      {pieces.map(({ text, className }, j) =>
        className === "" ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: so is a piece.
          <span key={j} className={className}>
            {text}
          </span>
        ),
      )}
      {"\n"}
    </span>
  ));
}

const SHOWN = 1500;

/** Copies a text and says so for a moment. */
export function CopyButton({ text }: { readonly text: string }): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className="tr-copy"
      aria-label={copied ? "Copied" : "Copy"}
      onClick={() => void copy(text).then(() => setCopied(true))}
    >
      <svg
        width="16"
        height="16"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path
          d={
            copied
              ? "M5.5 12.5l4 4 9-9"
              : "M9 8.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM5 15.5V5.5a1 1 0 0 1 1-1h10"
          }
        />
      </svg>
    </button>
  );
}

/** The clipboard is for safe origins only; a page served over plain HTTP copies the old way. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "tr-visually-hidden";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
