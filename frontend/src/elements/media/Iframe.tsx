import { type ReactNode, useRef } from "react";
import type { ElementProps } from "../contract";
import { documentUrl, FEATURES, SANDBOX } from "../shared/frame/frame";
import { useContentSize } from "../shared/frame/useContentSize";
import styles from "./Iframe.module.css";

/** Another page inside this page. */
export default function Iframe({ props }: ElementProps<"iframe">): ReactNode {
  const { src, document, page, width, height, scrolling, tab_index, alt } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const wanted = { width: page && width === "content", height: page && height === "content" };
  const { size, onLoad } = useContentSize(frame, wanted);
  const address = document === null ? (src ?? undefined) : documentUrl(document);
  return (
    <div
      className={styles.root}
      style={{
        width: wanted.width ? size?.width : undefined,
        height: wanted.height ? (size?.height ?? 0) : undefined,
      }}
    >
      <iframe
        // Another address in the same frame would be one more step for the browser's Back button.
        key={address}
        ref={frame}
        className={`${styles.frame} stIFrame`}
        data-testid="stIFrame"
        src={address}
        title={alt ?? "st.iframe"}
        tabIndex={tab_index ?? undefined}
        scrolling={scrolling ? "auto" : "no"}
        allow={FEATURES}
        // Browsers show no PDF in a sandbox. A file that is no page is the app's own.
        sandbox={document !== null && !page ? undefined : SANDBOX}
        onLoad={onLoad}
      />
    </div>
  );
}
