import { memo, type ReactNode, Suspense, use, useMemo } from "react";
import { CopyButton } from "./CopyButton";
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

const highlighting = lazy(() => import("./highlight"));
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
              <Colored code={code} language={language} />
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
  const { highlighter } = use(highlighting.load());
  const found = highlighter(language);
  const highlight = found === undefined ? undefined : use(found.load());
  const lines = useMemo(() => highlight?.(code), [highlight, code]);
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
