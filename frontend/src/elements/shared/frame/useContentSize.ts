import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

export interface ContentSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The size of the page in a frame, as it is now; undefined until that page is there, and for pages of other sites.
 * `onLoad` belongs to the frame. The frame's parent must have a size of its own, which does not follow the frame's.
 */
export function useContentSize(
  frame: RefObject<HTMLIFrameElement | null>,
  wanted: { readonly width: boolean; readonly height: boolean },
): { readonly size: ContentSize | undefined; readonly onLoad: () => void } {
  const [size, setSize] = useState<ContentSize>();
  const stop = useRef<() => void>(undefined);
  const { width, height } = wanted;

  const onLoad = useCallback(() => {
    stop.current?.();
    const element = frame.current;
    const page = element === null ? null : pageOf(element);
    if (element === null || page === null || !(width || height)) return;
    const look = () => {
      const next = measure(element, page, width);
      setSize((last) => (last?.width === next.width && last.height === next.height ? last : next));
    };
    // Elements that stand apart from the flow change nothing that a ResizeObserver sees.
    const resized = new ResizeObserver(look);
    const changed = new MutationObserver(look);
    for (const part of [element, page.documentElement, page.body]) resized.observe(part);
    changed.observe(page.body, { childList: true, subtree: true, attributes: true, characterData: true });
    stop.current = () => {
      resized.disconnect();
      changed.disconnect();
    };
    look();
  }, [frame, width, height]);

  useEffect(() => () => stop.current?.(), []);
  return { size, onLoad };
}

/** The page in a frame; null if it is of another site, or if its body is a set of frames. */
function pageOf(frame: HTMLIFrameElement): Document | null {
  try {
    const page = frame.contentDocument;
    return page?.body instanceof (page?.defaultView?.HTMLBodyElement ?? Object) ? page : null;
  } catch {
    return null; // the whole app is in a frame that has no origin
  }
}

/**
 * Measure a page in a frame without a height (and width): one that fills its frame would else only ever grow. All of it
 * happens between two frames of the screen, so neither page sees it.
 */
export function measure(frame: HTMLIFrameElement, page: Document, width: boolean): ContentSize {
  const root = page.documentElement;
  const before = { frame: frame.style.cssText, root: root.style.cssText };
  const place = { left: page.defaultView?.scrollX ?? 0, top: page.defaultView?.scrollY ?? 0 };
  root.style.overflow = "hidden"; // a scrollbar would take some of the width
  frame.style.setProperty("transition", "none", "important"); // or it would not have its new size at once
  let wide = 0;
  if (width) {
    root.style.width = "max-content";
    wide = Math.ceil(Math.max(root.getBoundingClientRect().width, page.body.scrollWidth));
    root.style.width = "";
    frame.style.width = `${wide}px`;
  }
  frame.style.height = "0";
  const height = Math.max(root.scrollHeight, Math.ceil(root.getBoundingClientRect().height));
  frame.style.cssText = before.frame;
  root.style.cssText = before.root;
  page.defaultView?.scrollTo(place);
  return { width: wide, height };
}
