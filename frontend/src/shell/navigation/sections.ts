import type { PageEntry } from "../../protocol.gen";

export interface Section {
  /** Empty for pages without a heading, which stand first. */
  readonly title: string;
  readonly pages: readonly PageEntry[];
}

/** Pages by their sections, in order. */
export function sections(pages: readonly PageEntry[]): readonly Section[] {
  const found = new Map<string, PageEntry[]>([["", []]]);
  for (const page of pages) {
    const known = found.get(page.section);
    if (known === undefined) found.set(page.section, [page]);
    else known.push(page);
  }
  return [...found].filter(([, of]) => of.length > 0).map(([title, of]) => ({ title, pages: of }));
}

const SHOWN = 10;
/** How many more pages there must be for a button to be worth its place. */
const SPARE = 2;

/** How many pages a menu shows until a person asks for more; all if that is nearly as many. */
export function limit(count: number, expanded: boolean | number): number {
  if (expanded === true) return count;
  const most = typeof expanded === "number" ? expanded : SHOWN;
  return count > most + SPARE ? most : count;
}
