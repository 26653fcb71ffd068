/** Which rows are in view. Browsers limit how high a box can be, so beyond that, scrolling is scaled. */

export const MAX_HEIGHT = 15_000_000;

export interface Window {
  readonly first: number;
  readonly last: number;
  /** What to add to `row * height` to place a row in the scrolled box. */
  readonly shift: number;
}

export function boxHeight(rows: number, height: number): number {
  return Math.min(rows * height, MAX_HEIGHT);
}

/** Rows in view with some more on both sides. */
export function rowWindow(
  scrollTop: number,
  view: number,
  rows: number,
  height: number,
  more: number,
): Window {
  const offset = realOffset(scrollTop, view, rows, height);
  const first = Math.max(0, Math.floor(offset / height) - more);
  const last = Math.min(rows, Math.ceil((offset + view) / height) + more);
  return { first, last, shift: rows * height <= MAX_HEIGHT ? 0 : scrollTop - offset };
}

/** Pixels of rows above the view, whatever the scroll bar says. */
function realOffset(scrollTop: number, view: number, rows: number, height: number): number {
  const whole = rows * height;
  if (whole <= MAX_HEIGHT) return scrollTop;
  const part = scrollTop / Math.max(1, MAX_HEIGHT - view);
  return Math.min(1, part) * (whole - view);
}

/** Where to scroll to so that a row is in view; where it is now, if it is. */
export function scrollTo(row: number, scrollTop: number, view: number, rows: number, height: number): number {
  const offset = realOffset(scrollTop, view, rows, height);
  const target = row * height < offset ? row * height : Math.max(offset, (row + 1) * height - view);
  if (target === offset) return scrollTop;
  const whole = rows * height;
  return whole <= MAX_HEIGHT ? target : (target / (whole - view)) * (MAX_HEIGHT - view);
}

/** The columns between two edges; `lefts[i]` is where column i begins, and the last entry the whole width. */
export function columnWindow(lefts: readonly number[], from: number, to: number): readonly [number, number] {
  let first = 0;
  while (first < lefts.length - 2 && (lefts[first + 1] ?? 0) <= from) first++;
  let last = first;
  while (last < lefts.length - 1 && (lefts[last] ?? 0) < to) last++;
  return [first, last];
}
