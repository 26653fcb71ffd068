/** The theme's colours by the names that apps use. */
const NAMED: ReadonlySet<string> = new Set([
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "violet",
  "gray",
  "primary",
]);

/** A colour as CSS knows it: names of the theme's colours are its variables. */
export function cssColor(color: string): string {
  return NAMED.has(color) ? `var(--tr-${color})` : color;
}
