import type { Root, RootContent } from "hast";
import rehypeRaw from "rehype-raw";

/** What runs by itself, or acts on the whole page: `<meta http-equiv="refresh">` leaves it, `<base>` turns its links. */
const ACTING = new Set(["script", "meta", "base", "title"]);

/**
 * Takes away what would act by itself: scripts, event handlers, documents in frames, and what acts on the whole page. The author
 * of an app may show HTML; text of a visitor that got into it must not act as the author.
 */
function rehypeInert() {
  return (tree: Root): void => clean(tree);
}

function clean(node: { children: RootContent[] }): void {
  node.children = node.children.filter((child) => child.type !== "element" || !ACTING.has(child.tagName));
  for (const child of node.children) {
    if (child.type !== "element") continue;
    for (const name of Object.keys(child.properties)) {
      if (/^on/i.test(name) || name.toLowerCase() === "srcdoc") delete child.properties[name];
    }
    clean(child);
  }
}

export { rehypeInert, rehypeRaw };
