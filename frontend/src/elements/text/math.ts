import katex from "katex";
import "katex/dist/katex.min.css";

/** A formula as HTML. One that is wrong is shown as it is, in red. */
export function render(formula: string): string {
  return katex.renderToString(formula, {
    displayMode: true,
    throwOnError: false,
    errorColor: "var(--tr-red-text)",
    strict: "ignore",
    trust: false,
    // A formula must not paint over the page around it.
    maxSize: 30,
  });
}
