import table from "virtual:emoji";

const byName = new Map(
  table.split("\n").flatMap((line) => {
    const [emoji = "", ...names] = line.split(" ");
    return names.map((name) => [name, emoji] as const);
  }),
);

/** The emoji of a shortcode such as `rocket`. */
export function emoji(shortcode: string): string | undefined {
  return byName.get(shortcode);
}
