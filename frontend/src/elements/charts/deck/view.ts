/** Which part of the world a map shows when the app gives it another view. */

export interface ViewState {
  readonly longitude?: number;
  readonly latitude?: number;
  readonly zoom?: number;
  readonly [name: string]: unknown;
}

/** West, south, east, north. */
export type Bounds = readonly [number, number, number, number];

interface Before {
  readonly view: ViewState;
  readonly moved: boolean;
  /** The view that the app gave before, as JSON; empty: none yet. */
  readonly given: string;
}

/**
 * The view after the app has given another one; undefined: the view stays.
 *
 * @param seen What is in sight.
 * @param bounds Where the points are, if the view was made from these. Then a view that a person has chosen stays, while a part
 *   of the points may be in sight.
 */
export function nextView(
  before: Before,
  given: string,
  seen: Bounds | undefined,
  bounds: Bounds | undefined,
): ViewState | undefined {
  const next = JSON.parse(given) as ViewState;
  if (before.given === "") return next;
  if (bounds !== undefined && before.moved && seen !== undefined && overlap(seen, bounds)) return undefined;
  const old = JSON.parse(before.given) as ViewState;
  // What the app has not changed stays as the person has it.
  const changed = Object.entries(next).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name]),
  );
  return changed.length === 0 ? undefined : { ...before.view, ...Object.fromEntries(changed) };
}

/** Whether two parts of the world have a place in common. */
export function overlap(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}
