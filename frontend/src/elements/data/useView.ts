import { type RefObject, useCallback, useLayoutEffect, useState } from "react";
import type { Place } from "./keys";
import { rowWindow, scrollTo, type Window } from "./window";

const OVERSCAN = 8;

export interface View {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** What is in view of a box that scrolls; `look` finds it out again. */
export function useView(box: RefObject<HTMLDivElement | null>): readonly [View, () => void] {
  const [view, setView] = useState<View>({ top: 0, left: 0, width: 0, height: 0 });
  const look = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const { scrollTop: top, scrollLeft: left, clientWidth: width, clientHeight: height } = element;
    setView((old) =>
      old.top === top && old.left === left && old.width === width && old.height === height
        ? old
        : { top, left, width, height },
    );
  }, [box]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, look]);
  return [view, look];
}

export interface Layout {
  readonly rows: number;
  readonly rowHeight: number;
  readonly header: number;
  readonly lefts: readonly number[];
  readonly pinned: number;
}

export function rowsInView(view: View, { rows, rowHeight, header }: Layout): Window {
  return rowWindow(view.top, Math.max(0, view.height - header), rows, rowHeight, OVERSCAN);
}

/** Scroll a box so that a cell is in view. */
export function reveal(element: HTMLDivElement, place: Place, layout: Layout): void {
  const { rows, rowHeight, header, lefts, pinned } = layout;
  const { clientHeight, clientWidth } = element;
  if (place.row >= 0) {
    element.scrollTop = scrollTo(place.row, element.scrollTop, clientHeight - header, rows, rowHeight);
  }
  if (place.column >= pinned) {
    const left = lefts[place.column] ?? 0;
    const right = lefts[place.column + 1] ?? 0;
    const edge = lefts[pinned] ?? 0;
    if (left < element.scrollLeft + edge) element.scrollLeft = left - edge;
    else if (right > element.scrollLeft + clientWidth) element.scrollLeft = right - clientWidth;
  }
}
