import { type ReactNode, useLayoutEffect, useMemo, useRef } from "react";
import type { ElementProps } from "../contract";
import styles from "./Html.module.css";
import { purified } from "./parts/purify";
import { execute } from "./parts/scripts";

/** HTML in the page itself: what could act is left out, but for scripts that the app's author wants. */
export default function Html({ props }: ElementProps<"html">): ReactNode {
  const { body, scripts, styles: only } = props;
  const root = useRef<HTMLDivElement>(null);
  const html = useMemo(() => purified(body, scripts), [body, scripts]);
  // Not by React: a script may change what stands here, and is executed once.
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    element.innerHTML = html;
    if (scripts) execute(element);
    return () => element.replaceChildren();
  }, [html, scripts]);
  return (
    <div
      ref={root}
      className={`${styles.root} stHtml`}
      data-testid="stHtml"
      data-takes-no-space={only || undefined}
    />
  );
}
