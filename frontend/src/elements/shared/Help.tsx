import type { ReactNode } from "react";

/** The question mark that explains a widget. */
export function Help({ text }: { readonly text: string }): ReactNode {
  return (
    <button type="button" className="tr-help" aria-label="Help" title={text}>
      ?
    </button>
  );
}
