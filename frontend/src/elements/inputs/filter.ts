/** Which options a typed text leaves, and in which order. */

export type FilterMode = "fuzzy" | "contains" | "prefix";

/** Indexes of the options that match, the best ones first; all of them for an empty text. */
export function filterOptions(options: readonly string[], text: string, mode: FilterMode): number[] {
  const wanted = fold(text.trim());
  if (wanted === "") return options.map((_, index) => index);
  const found: { index: number; score: number }[] = [];
  options.forEach((option, index) => {
    const score = MATCH[mode](fold(option), wanted);
    if (score !== undefined) found.push({ index, score });
  });
  return found.sort((a, b) => a.score - b.score || a.index - b.index).map(({ index }) => index);
}

/** How far an option is from what was typed, the less the nearer; undefined if it does not match. */
const MATCH: Readonly<Record<FilterMode, (option: string, wanted: string) => number | undefined>> = {
  prefix: (option, wanted) => (option.startsWith(wanted) ? 0 : undefined),
  contains: (option, wanted) => (option.includes(wanted) ? 0 : undefined),
  fuzzy,
};

function fuzzy(option: string, wanted: string): number | undefined {
  const at = option.indexOf(wanted);
  if (at === 0) return 0;
  if (at > 0) return /\W/.test(option[at - 1] as string) ? 1 : 2;
  // All letters in order: the fewer gaps between them, the better.
  let gaps = 3;
  let from = 0;
  for (const letter of wanted) {
    const next = option.indexOf(letter, from);
    if (next < 0) return undefined;
    gaps += next - from;
    from = next + 1;
  }
  return gaps;
}

function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}
