const SEGMENTS = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many characters a text has for the person who types it: an emoji, a flag or a letter with its accents is one. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of SEGMENTS.segment(text)) count += 1;
  return count;
}
