/** The points of `st.map`: columns of numbers, as deck.gl draws them without going through the rows. */

import { painter } from "../../shared/color/rgb";

type Tree = { [name: string]: unknown };

export type Color = readonly [number, number, number, number];

interface Points {
  readonly count: number;
  /** Longitude and latitude of each point. */
  readonly places: Float64Array;
  readonly radii?: Float32Array;
  readonly colors?: { readonly table: readonly string[]; readonly rows: Uint32Array };
}

const made = new WeakMap<Float64Array, { readonly key: string; readonly data: unknown }>();

/** The rows of a layer: those of the app, or points as attributes. Unchanged points are the same object again. */
export function rowsOf(layer: Tree, colorOf: (css: string) => Color): unknown {
  if (layer.points === undefined) return layer.data ?? [];
  const points = layer.points as Points;
  const colors = points.colors?.table.map(colorOf) ?? [];
  const before = made.get(points.places);
  const key = JSON.stringify(colors);
  const known = before?.data as { readonly from: Points } | undefined;
  if (
    before?.key === key &&
    known?.from.radii === points.radii &&
    known?.from.colors?.rows === points.colors?.rows
  )
    return before.data;
  const attributes: Tree = { getPosition: { value: points.places, size: 2 } };
  if (points.radii !== undefined) attributes.getRadius = { value: points.radii, size: 1 };
  if (points.colors !== undefined)
    attributes.getFillColor = { value: painted(points.colors.rows, colors), size: 4, normalized: true };
  const data = { length: points.count, attributes, from: points };
  made.set(points.places, { key, data });
  return data;
}

function painted(rows: Uint32Array, colors: readonly Color[]): Uint8Array {
  const out = new Uint8Array(rows.length * 4);
  for (let i = 0; i < rows.length; i++) out.set(colors[rows[i] ?? 0] ?? [0, 0, 0, 255], i * 4);
  return out;
}

/** Reads colours as CSS at an element: those of the theme too. */
export function colorReader(element: Element): (css: string) => Color {
  const paint = painter();
  const known = new Map<string, Color>();
  const probe = element.appendChild(document.createElement("i"));
  probe.hidden = true;
  const read = (css: string): Color => {
    probe.style.color = /^[a-z]+$/.test(css) ? `var(--tr-${css}, ${css})` : css;
    return paint?.(getComputedStyle(probe).color) ?? [79, 70, 229, 255];
  };
  return (css) => {
    const before = known.get(css);
    if (before !== undefined) return before;
    element.append(probe);
    const color = read(css);
    probe.remove();
    known.set(css, color);
    return color;
  };
}
