/** The name by which a heading is linked to: its words, without what Markdown makes of them. */
export function slug(markdown: string): string {
  return markdown
    .replace(/:material\/[a-z0-9_]+:/g, " ")
    .replace(/:[a-z]+(?:-[a-z]+)?\[/g, " ")
    .replace(/\]\([^)]*\)/g, " ")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}

const COLORS = ["blue", "green", "orange", "red", "violet", "yellow"] as const;

/** The colour of a divider that may have any: always the same for a heading, and different ones for most of a page. */
export function anyColor(text: string): (typeof COLORS)[number] {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return COLORS[hash % COLORS.length] ?? "blue";
}
