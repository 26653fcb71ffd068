import { memo, type ReactNode, useMemo } from "react";
import { CopyButton } from "../CopyButton";
import { useGradual } from "../gradual";
import { fulfilled, type Lazy, lazy, useFetched } from "../lazy";
import type { LongText } from "../longText";
import { More } from "../More";
import { AT_ONCE, piecesOf } from "../pieces";
import styles from "./CodeBlock.module.css";
import type { Highlight, Piece } from "./highlight";

interface CodeBlockProps {
  readonly text: LongText;
  /** A name that highlight.js knows; null for plain text. */
  readonly language: string | null;
  readonly lineNumbers?: boolean;
  readonly wrap?: boolean;
  /** CSS pixels after which it scrolls. */
  readonly height?: number | undefined;
}

const NONE = fulfilled(undefined);

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
const LONGEST = 100_000;
/** Lines with colours that are put onto the page at once. */
const LINES = 250;

/** Code with colours and a copy button. Colours are fetched by the first code that wants some. */
export const CodeBlock = memo(function CodeBlock(props: CodeBlockProps): ReactNode {
  const { text, language, lineNumbers = false, wrap = false, height } = props;
  const wanted = language !== null && language !== "" && language !== "text";
  const highlight = useFetched(wanted && text.text.length <= LONGEST ? highlighter(language).load() : NONE);
  const pieces = useMemo(() => piecesOfCode(text.text, highlight), [text.text, highlight]);
  const { shown, hidden, more } = useGradual(
    pieces,
    highlight === undefined ? AT_ONCE : Number.POSITIVE_INFINITY,
    text,
  );
  return (
    <div className={styles.root} data-numbers={lineNumbers || undefined} data-wrap={wrap || undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <pre className={styles.code} tabIndex={0} style={height === undefined ? undefined : { height }}>
        <code>
          {shown.map((piece, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a piece is where it stands.
            <Lines key={i} piece={piece} />
          ))}
        </code>
      </pre>
      <More hidden={hidden} problem={text.problem} onMore={more} />
      <CopyButton text={text.whole} />
    </div>
  );
});

/** Some lines of code: in colours, or as they are. */
type CodePiece = string | Piece[][];

function piecesOfCode(code: string, highlight: Highlight | undefined): readonly CodePiece[] {
  if (highlight === undefined) {
    const pieces = piecesOf(code);
    // A piece ends with a line break, behind which the next piece begins.
    return pieces.map((piece, i) => (i < pieces.length - 1 ? piece.replace(/\n$/, "") : piece));
  }
  const lines = highlight(code);
  return Array.from({ length: Math.ceil(lines.length / LINES) }, (_, i) =>
    lines.slice(i * LINES, (i + 1) * LINES),
  );
}

const Lines = memo(function Lines({ piece }: { readonly piece: CodePiece }): ReactNode {
  const lines = typeof piece === "string" ? plainLines(piece) : piece;
  return (
    <span className={styles.lines}>
      {lines.map((pieces, i) => (
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
      ))}
    </span>
  );
});

function plainLines(text: string): Piece[][] {
  return text.split("\n").map((line) => [{ text: line, className: "" }]);
}
