/** Which page numbers are shown. */

/** A page, or a gap for those that are left out. */
export type Shown = number | "gap-before" | "gap-after";

/**
 * At most so many places for pages and gaps: the first and the last page, and those around the current one. Where there is no
 * room for both ends, only the current page has a place.
 */
export function pagesShown(count: number, current: number, most: number | null): Shown[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (most === 0) return [];
  if (most === null || count <= most) return all;
  if (most < 5) {
    const start = Math.min(Math.max(1, current - Math.floor((most - 1) / 2)), count - most + 1);
    return all.slice(start - 1, start - 1 + most);
  }
  const inner = most - 4; // less both ends and both gaps
  if (current <= most - 3) return [...all.slice(0, most - 2), "gap-after", count];
  if (current > count - (most - 3)) return [1, "gap-before", ...all.slice(count - (most - 2))];
  const start = current - Math.floor(inner / 2);
  return [1, "gap-before", ...all.slice(start - 1, start - 1 + inner), "gap-after", count];
}
