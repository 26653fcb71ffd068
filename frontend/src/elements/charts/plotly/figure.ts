/** Figures of Plotly's from their wire form. */

import { useMemo } from "react";
import type { PackedArray } from "../../../protocol.gen";
import { useUnpacked } from "../arrays";
import type { Figure, Tree } from "./engine";

/** The figure; undefined until the first one is complete. While arrays of a newer one are fetched, it is the older one. */
export function useFigure(text: string, arrays: readonly PackedArray[]): Figure | undefined {
  const tree = useUnpacked(text, arrays);
  return useMemo(() => (tree === undefined ? undefined : figureOf(tree)), [tree]);
}

export function figureOf(tree: Tree): Figure {
  const figure = tree as Partial<Figure>;
  return { ...figure, data: figure.data ?? [], layout: figure.layout ?? {} };
}

/**
 * What makes a figure the same one as before, so that a person's zoom and hidden lines stay: its title, its axes and the kinds
 * of its traces. An app decides otherwise by `layout.uirevision`.
 */
export function revisionOf({ data, layout }: Figure): unknown {
  if (layout.uirevision !== undefined) return layout.uirevision;
  const axes = Object.entries(layout)
    .filter(([name]) => /^([xyz]axis|scene|polar|ternary|geo|map)\d*$/.test(name))
    .map(([name, axis]) => [name, titleOf(axis), (axis as Tree).type ?? null]);
  return JSON.stringify([titleOf(layout), axes, [...new Set(data.map(({ type }) => type ?? "scatter"))]]);
}

function titleOf(part: unknown): unknown {
  const title = (part as Tree | null)?.title;
  return typeof title === "object" && title !== null ? ((title as Tree).text ?? null) : (title ?? null);
}
