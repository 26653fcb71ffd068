import "./text.css";
import "./code.css";
import { memo, type ReactNode, useEffect, useMemo, useState } from "react";
import { CopyButton } from "./CopyButton";
import { highlight, type Lines, plainLines } from "./highlight";

interface CodeBlockProps {
  readonly code: string;
  readonly language: string | null;
  readonly numbers?: boolean;
  readonly wrap?: boolean;
  /** Whether the block is as high as the box around it and scrolls inside. */
  readonly fill?: boolean;
}

/** Code with a button that copies it; plain until its colours are here. */
export function CodeBlock({
  code,
  language,
  numbers = false,
  wrap = false,
  fill = false,
}: CodeBlockProps): ReactNode {
  const lines = useHighlighted(code, language);
  return (
    <div className="tr-codeblock tr-copyable" data-fill={fill || undefined}>
      <pre
        className="tr-code"
        data-numbers={numbers || undefined}
        data-wrap={wrap || undefined}
        // What scrolls must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        style={
          numbers
            ? { counterReset: "line", ["--tr-digits" as string]: `${String(lines.length).length}ch` }
            : undefined
        }
      >
        <code>
          <Colored lines={lines} numbers={numbers} />
        </code>
      </pre>
      <CopyButton text={() => code} label="Copy code" />
    </div>
  );
}

function useHighlighted(code: string, language: string | null): Lines {
  const found = useMemo(() => highlight(code, language), [code, language]);
  const [late, setLate] = useState<{ code: string; lines: Lines } | null>(null);
  useEffect(() => {
    if (!(found instanceof Promise)) return;
    let wanted = true;
    found.then(
      (lines) => wanted && setLate({ code, lines }),
      () => {}, // no colours then: the code itself is what matters
    );
    return () => {
      wanted = false;
    };
  }, [found, code]);
  const plain = useMemo(() => plainLines(code), [code]);
  if (found !== null && !(found instanceof Promise)) return found;
  return late?.code === code ? late.lines : plain;
}

const Colored = memo(function Colored({
  lines,
  numbers,
}: {
  readonly lines: Lines;
  readonly numbers: boolean;
}): ReactNode {
  return lines.map((line, number) => (
    // Lines have no identity but their number.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <span key={number} className={numbers ? "tr-line" : undefined}>
      {line.map((piece, index) =>
        piece.className === undefined ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
          <span key={index} className={piece.className}>
            {piece.text}
          </span>
        ),
      )}
      {number < lines.length - 1 ? "\n" : ""}
    </span>
  ));
});
