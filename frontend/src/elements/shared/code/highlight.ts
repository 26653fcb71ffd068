import { createLowlight } from "lowlight";
import { grammar, loadGrammar } from "./languages";

/** A piece of code of one colour. */
export interface Piece {
  readonly text: string;
  /** Class names of highlight.js; empty for what has no colour. */
  readonly className: string;
}

export type Highlight = (code: string) => Piece[][];

interface Tree {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: unknown };
  readonly children?: readonly Tree[];
}

/** Fetch what colours code of a language; undefined for a language that is not known. */
export async function highlighter(language: string): Promise<Highlight | undefined> {
  const name = grammar(language);
  if (name === undefined) return undefined;
  const lowlight = createLowlight({ [name]: await loadGrammar(name) });
  return (code) => toLines(lowlight.highlight(name, code) as Tree);
}

/** Cut a tree of spans into lines: a span that goes over several lines becomes one in each. */
function toLines(root: Tree): Piece[][] {
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
  visit(root, "");
  return lines;
}
