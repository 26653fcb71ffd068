import type { Root as Highlighted, Root, RootContent } from "hast";
import { grammar, loadGrammar } from "./languages";

/** A stretch of code with one look. */
export interface Piece {
  readonly text: string;
  /** Class names of highlight.js. */
  readonly className?: string;
}

/** Lines of code, each a list of stretches. */
export type Lines = readonly (readonly Piece[])[];

/** Characters above which colours are not worth the wait. */
const LIMIT = 120_000;

type Highlighter = (name: string, code: string) => Highlighted;
const highlighters = new Map<string, Highlighter>();
const loading = new Map<string, Promise<Highlighter>>();

/** Code without colours. */
export function plainLines(code: string): Lines {
  return code.split("\n").map((text) => [{ text }]);
}

/**
 * Code in colours. A promise while the grammar is being fetched, null if there is none for the language: a code block is
 * shown plain then.
 */
export function highlight(code: string, language: string | null): Lines | Promise<Lines> | null {
  const name = language === null || code.length > LIMIT ? null : grammar(language);
  if (name === null) return null;
  const here = highlighters.get(name);
  if (here !== undefined) return toLines(here(name, code));
  return load(name).then((highlighter) => toLines(highlighter(name, code)));
}

function load(name: string): Promise<Highlighter> {
  let promise = loading.get(name);
  if (promise === undefined) {
    promise = Promise.all([import("lowlight"), loadGrammar(name)]).then(([{ createLowlight }, fn]) => {
      const lowlight = createLowlight({ [name]: fn });
      const highlighter: Highlighter = (language, code) => lowlight.highlight(language, code);
      highlighters.set(name, highlighter);
      return highlighter;
    });
    // A failed fetch may be tried again.
    promise.catch(() => loading.delete(name));
    loading.set(name, promise);
  }
  return promise;
}

/** Cut a tree of spans into lines: a span that goes over several lines becomes one in each. */
export function toLines(root: Root): Lines {
  const lines: Piece[][] = [[]];
  const walk = (nodes: readonly RootContent[], classes: string) => {
    for (const node of nodes) {
      if (node.type === "text") {
        node.value.split("\n").forEach((text, index) => {
          if (index > 0) lines.push([]);
          if (text !== "") lines.at(-1)?.push(classes === "" ? { text } : { text, className: classes });
        });
      } else if (node.type === "element") {
        const own = node.properties.className;
        walk(node.children, `${classes} ${Array.isArray(own) ? own.join(" ") : ""}`.trim());
      }
    }
  };
  walk(root.children, "");
  return lines;
}
