import { memo, type ReactNode, useMemo } from "react";
import { CopyButton } from "../CopyButton";
import { type Lazy, lazy, useFetched } from "../lazy";
import styles from "./CodeBlock.module.css";
import type { Highlight } from "./highlight";

interface CodeBlockProps {
  readonly code: string;
  /** A name that highlight.js knows; null for plain text. */
  readonly language: string | null;
  readonly lineNumbers?: boolean;
  readonly wrap?: boolean;
  /** CSS pixels after which it scrolls. */
  readonly height?: number | undefined;
}

const highlighters = new Map<string, Lazy<Highlight | undefined>>();

/** What colours code of a language; nothing for a language that is not known. */
function highlighter(language: string): Lazy<Highlight | undefined> {
  let found = highlighters.get(language);
  if (found === undefined) {
    // Code without its colours is better than no code, so a failure is not one of the element.
    found = lazy(() =>
      import("./highlight").then((module) => module.highlighter(language)).catch(() => undefined),
    );
    highlighters.set(language, found);
  }
  return found;
}

/** Longer code is shown plain: colours would hold up the page. */
const LONGEST = 200_000;

/** Code with colours and a copy button. Colours are fetched by the first code that wants some. */
export const CodeBlock = memo(function CodeBlock(props: CodeBlockProps): ReactNode {
  const { code, language, lineNumbers = false, wrap = false, height } = props;
  const colored = language !== null && language !== "" && language !== "text" && code.length <= LONGEST;
  return (
    <div className={styles.root} data-numbers={lineNumbers || undefined} data-wrap={wrap || undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <pre className={styles.code} tabIndex={0} style={height === undefined ? undefined : { height }}>
        <code>{colored ? <Colored code={code} language={language} /> : <Plain code={code} />}</code>
      </pre>
      <CopyButton text={code} />
    </div>
  );
});

function Plain({ code }: { readonly code: string }): ReactNode {
  return code.split("\n").map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it stands.
    <span key={i} className={styles.line}>
      {line}
      {"\n"}
    </span>
  ));
}

function Colored({ code, language }: { readonly code: string; readonly language: string }): ReactNode {
  const highlight = useFetched(highlighter(language).load());
  const lines = useMemo(() => highlight?.(code), [highlight, code]);
  if (lines === undefined) return <Plain code={code} />;
  return lines.map((pieces, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it stands.
    <span key={i} className={styles.line}>
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
