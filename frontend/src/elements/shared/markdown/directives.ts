import type { PhrasingContent, Root, RootContent, Text } from "mdast";

/**
 * Streamlit's additions to Markdown, as a remark plugin: `:red[…]`, `:red-background[…]`, `:red-badge[…]`, `:small[…]`,
 * `:material/name:`, `:emoji:` and typographic arrows.
 *
 * A directive's brackets may hold any inline Markdown, so its ends are looked for among siblings after parsing: the
 * `**` of `:red[**a**]` has become a node between the text `:red[` and the text `]` by then.
 */

const COLORS = "red|orange|yellow|green|blue|violet|gray|grey|primary|rainbow";
const TOKEN = new RegExp(`:(?:(?:${COLORS})(?:-background|-badge)?|small|color)\\[|\\[|\\]`, "g");
const COLORING = /^\{[^}]*\}/;
const PIECE =
  /:material\/([a-z0-9_]+):|(?<![\p{L}\p{N}]):([a-z0-9_+-]+):|(?<=^|\s)(?:<->|->|<-|--|>=|<=|~=)(?=\s|$)/gu;
const ARROWS: Readonly<Record<string, string>> = {
  "<->": "↔",
  "->": "→",
  "<-": "←",
  "--": "—",
  ">=": "≥",
  "<=": "≤",
  "~=": "≈",
};

/** Whether a text may need the table of emoji shortcodes. */
export function mayHaveEmoji(text: string): boolean {
  return /:[a-z0-9_+-]*[a-z1+][a-z0-9_+-]*:/.test(text);
}

export interface DirectiveOptions {
  readonly emoji?: ((shortcode: string) => string | undefined) | undefined;
}

export function directives({ emoji }: DirectiveOptions = {}) {
  return (tree: Root): void => {
    rewrite(tree, enclose);
    rewrite(tree, (children) =>
      children.flatMap((child) => (child.type === "text" ? pieces(child, emoji) : [child])),
    );
  };
}

/** Rewrite the children of every node that has text among them, innermost first. */
function rewrite(
  node: { children: RootContent[] },
  change: (children: readonly PhrasingContent[]) => PhrasingContent[],
): void {
  for (const child of node.children) {
    if ("children" in child) rewrite(child as { children: RootContent[] }, change);
  }
  if (node.children.some((child) => child.type === "text")) {
    node.children = change(node.children as PhrasingContent[]);
  }
}

interface Frame {
  /** What opened it, such as `:red[`; empty for the outermost. */
  readonly opening: string;
  readonly nodes: PhrasingContent[];
  /** Literal brackets that are open inside. */
  depth: number;
}

/** Put what stands between a directive's brackets into a node of its own. */
function enclose(children: readonly PhrasingContent[]): PhrasingContent[] {
  const frames: Frame[] = [{ opening: "", nodes: [], depth: 0 }];
  const top = () => frames.at(-1) as Frame;
  for (const child of children) {
    if (child.type !== "text") {
      top().nodes.push(child);
      continue;
    }
    let from = 0;
    const put = (to: number) => {
      if (to > from) top().nodes.push({ type: "text", value: child.value.slice(from, to) });
    };
    for (const { 0: token, index } of child.value.matchAll(TOKEN)) {
      const frame = top();
      if (token === "[") frame.depth += 1;
      else if (token !== "]") {
        put(index);
        from = index + token.length;
        frames.push({ opening: token, nodes: [], depth: 0 });
      } else if (frame.depth > 0) frame.depth -= 1;
      else if (frame.opening !== "") {
        put(index);
        from = index + 1;
        const colors = frame.opening === ":color[" ? COLORING.exec(child.value.slice(from))?.[0] : "";
        if (colors === undefined) continue;
        from += colors.length;
        frames.pop();
        top().nodes.push(styled(frame, colors));
      }
    }
    put(child.value.length);
  }
  // A bracket that was never closed opened nothing.
  while (frames.length > 1) {
    const { opening, nodes } = frames.pop() as Frame;
    top().nodes.push({ type: "text", value: opening }, ...nodes);
  }
  return top().nodes;
}

function styled({ opening, nodes }: Frame, colors: string): PhrasingContent {
  const [color = "", form] = opening.slice(1, -1).replace("grey", "gray").split("-");
  if (color === "color") return span({ style: coloring(colors) }, nodes);
  if (color === "small") return span({ className: ["tr-small"] }, nodes);
  if (form === "badge")
    return span(
      { className: ["tr-badge", "stMarkdownBadge", `tr-back-${color}`, `tr-text-on-${color}`] },
      nodes,
    );
  if (form === "background")
    return span({ className: ["tr-back", "stMarkdownColoredBackground", `tr-back-${color}`] }, nodes);
  return span({ className: [`tr-text-${color}`, "stMarkdownColoredText"] }, nodes);
}

/** The style that `{foreground="…" background="…"}` asks for. */
function coloring(text: string): string {
  const style: string[] = [];
  for (const [, name, value] of text.matchAll(/(foreground|background)\s*=\s*"([\w#(),.%/ -]+)"/g)) {
    style.push(`${name === "foreground" ? "color" : "background-color"}: ${value}`);
    if (name === "background") style.push("border-radius: 0.25em", "padding: 0.1em 0.25em");
  }
  return style.join("; ");
}

/** An element of our own: remark turns `data.hName` into it. */
function span(hProperties: Record<string, string | string[]>, children: PhrasingContent[]): PhrasingContent {
  return { type: "emphasis", children, data: { hName: "span", hProperties } };
}

function pieces({ value }: Text, emoji: DirectiveOptions["emoji"]): PhrasingContent[] {
  const found: PhrasingContent[] = [];
  let from = 0;
  for (const match of value.matchAll(PIECE)) {
    const [whole, icon, shortcode] = match;
    let node: PhrasingContent | undefined;
    if (icon !== undefined) node = span({ "data-icon": whole }, [{ type: "text", value: whole }]);
    else {
      const text = shortcode === undefined ? ARROWS[whole] : emoji?.(shortcode);
      if (text !== undefined) node = { type: "text", value: text };
    }
    if (node === undefined) continue;
    if (match.index > from) found.push({ type: "text", value: value.slice(from, match.index) });
    found.push(node);
    from = match.index + whole.length;
  }
  if (from < value.length) found.push({ type: "text", value: value.slice(from) });
  return found;
}
