/** What is selected in a chart, between Vega and the app. */

import { fromLocal, toLocal } from "../rows";

/** By parameter: a list of points (values by field), or the ends of a range by field. */
export type Selection = Readonly<Record<string, unknown>>;

/** What Vega says of a selection, as the app gets it; undefined if nothing is selected. */
export function reported(value: unknown, clocks: ReadonlySet<string>): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const points = (value as { vlPoint?: { or?: unknown } }).vlPoint?.or;
  if (Array.isArray(points)) {
    const plain = points.map((point) => fields(point as object, clocks, fromLocal));
    return plain.length > 0 ? plain : undefined;
  }
  const ranges = fields(value, clocks, fromLocal);
  return Object.keys(ranges).length > 0 && !("vlPoint" in value) ? ranges : undefined;
}

/** The reverse of `reported`: what a parameter's `value` is. */
export function restored(value: unknown, clocks: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((point) => fields(point as object, clocks, toLocal));
  if (typeof value === "object" && value !== null) return fields(value, clocks, toLocal);
  return undefined;
}

function fields(
  values: object,
  clocks: ReadonlySet<string>,
  convert: (moment: number) => number,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    if (value === undefined || typeof value === "symbol") continue;
    const change = clocks.has(field) ? convert : (moment: number) => moment;
    found[field] = Array.isArray(value) ? value.map((each) => plain(each, change)) : plain(value, change);
  }
  return found;
}

function plain(value: unknown, change: (moment: number) => number): unknown {
  if (value instanceof Date) return change(value.getTime());
  if (typeof value === "number") return Number.isFinite(value) ? change(value) : null;
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}

/** Whether two selections are the same. */
export function equal(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
