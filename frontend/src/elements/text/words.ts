/** The words of a heading, without what Markdown makes of them; its anchor is made of these. */
export function words(markdown: string): string {
  return markdown
    .replace(/:material\/[a-z0-9_]+:/g, " ")
    .replace(/:[a-z]+(?:-[a-z]+)?\[/g, " ")
    .replace(/\]\([^)]*\)/g, " ")
    .replace(/[*`~[\]]|['’]/g, "");
}

const COLORS = ["blue", "green", "orange", "red", "violet", "yellow"] as const;

/** The colour of a divider that may have any: always the same for a heading, and different ones for most of a page. */
export function anyColor(text: string): (typeof COLORS)[number] {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return COLORS[hash % COLORS.length] ?? "blue";
}
