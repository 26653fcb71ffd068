import { common, createLowlight } from "lowlight";

/** A piece of code of one colour. */
export interface Piece {
  readonly text: string;
  readonly className: string;
}

const lowlight = createLowlight(common);

interface Tree {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: unknown };
  readonly children?: readonly Tree[];
}

/** Code as lines of coloured pieces; undefined for a language that is not known. */
export function highlight(code: string, language: string): Piece[][] | undefined {
  if (!lowlight.registered(language)) return undefined;
  const lines: Piece[][] = [[]];
  const visit = (node: Tree, className: string): void => {
    if (node.type === "text") {
      (node.value ?? "").split("\n").forEach((text, i) => {
        if (i > 0) lines.push([]);
        if (text !== "") lines.at(-1)?.push({ text, className });
      });
      return;
    }
    const own = node.properties?.className;
    const inside = Array.isArray(own) ? own.join(" ") : className;
    for (const child of node.children ?? []) visit(child, inside);
  };
  visit(lowlight.highlight(language, code) as Tree, "");
  return lines;
}
