/** Selections in maps: what a click changes, and layers that show what is selected. */

import type { Layer } from "./engine";

type Tree = { [name: string]: unknown };

export interface Selection {
  readonly indices: { readonly [layer: string]: readonly number[] };
  readonly objects: { readonly [layer: string]: readonly unknown[] };
}

export type Mode = "single-object" | "multi-object";

interface Clicked {
  readonly layer: string;
  readonly index: number;
  readonly object: unknown;
}

/** What is selected after a click: an object is added, or taken away if it was there. Null: nothing. */
export function clicked(before: Selection | null, mode: Mode, at: Clicked | null): Selection | null {
  if (at === null) return null;
  const { layer, index, object } = at;
  const known = before?.indices[layer] ?? [];
  const there = known.indexOf(index);
  const base = mode === "multi-object" ? before : null;
  const indices = { ...base?.indices };
  const objects = { ...base?.objects };
  if (there >= 0) {
    indices[layer] = (indices[layer] ?? []).filter((_, i) => i !== there);
    objects[layer] = (objects[layer] ?? []).filter((_, i) => i !== there);
    if (indices[layer].length === 0) {
      delete indices[layer];
      delete objects[layer];
    }
  } else {
    indices[layer] = [...(indices[layer] ?? []), index];
    objects[layer] = [...(objects[layer] ?? []), plain(object)];
  }
  return Object.keys(indices).length === 0 ? null : { indices, objects };
}

/** An object as the app gave it, without what deck.gl notes in it. */
function plain(object: unknown): unknown {
  return JSON.parse(
    JSON.stringify(object, (name, value: unknown) => (name.startsWith("__") ? undefined : value)),
  );
}

const COLORS = ["getFillColor", "getColor", "getLineColor", "getSourceColor", "getTargetColor"] as const;
const FAINT = 0.3;

type Accessor =
  | readonly number[]
  | ((object: unknown, info: { readonly index: number }) => readonly number[]);

/** The layers with all objects faint but the selected ones. */
export function dimmed(layers: readonly Layer[], selection: Selection | null): readonly Layer[] {
  if (selection === null) return layers;
  return layers.map((layer) => {
    const props = layer.props as unknown as Tree;
    if (props.pickable !== true) return layer;
    const chosen = new Set(selection.indices[layer.id] ?? []);
    const changes: Tree = {};
    for (const name of COLORS) {
      const accessor = props[name] as Accessor | null | undefined;
      if (accessor === null || accessor === undefined) continue;
      changes[name] = (object: unknown, info: { readonly index: number }) => {
        const color = typeof accessor === "function" ? accessor(object, info) : accessor;
        if (chosen.has(info.index)) return color;
        const [red = 0, green = 0, blue = 0, opacity = 255] = color;
        return [red, green, blue, opacity * FAINT];
      };
    }
    const triggers = Object.fromEntries(Object.keys(changes).map((name) => [name, [...chosen].join()]));
    return layer.clone({
      ...changes,
      updateTriggers: { ...(props.updateTriggers as Tree | undefined), ...triggers },
    } as object);
  });
}
