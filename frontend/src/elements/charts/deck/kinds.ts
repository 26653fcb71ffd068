/** Kinds of layers in three parts, each fetched with the first map that needs it. */

import * as layers from "@deck.gl/layers";
import { fulfilled, lazy } from "../../shared/lazy";

type Tree = { [name: string]: unknown };
/** Classes of layers, by name. */
export type Kinds = Readonly<Record<string, unknown>>;

const NEAR: Kinds = { ...layers };
const near = fulfilled(NEAR);
const more = lazy(async (): Promise<Kinds> => ({ ...NEAR, ...(await import("./more")) }));
// A decoder in these parts is compiled when they are loaded, which the page's policy forbids. They work without it, but no
// other map should have an error in its log because of it.
const models = lazy(async (): Promise<Kinds> => ({ ...(await more.load()), ...(await import("./models")) }));
const MODELS: ReadonlySet<unknown> = new Set(["ScenegraphLayer", "Tile3DLayer"]);

/** The classes that a map needs. The same promise for the same parts. */
export function kindsFor(tree: Tree, tiled: boolean): Promise<Kinds> {
  const names = Array.isArray(tree.layers) ? (tree.layers as Tree[]).map((layer) => layer["@@type"]) : [];
  if (names.some((name) => MODELS.has(name))) return models.load();
  return tiled || names.some((name) => NEAR[String(name)] === undefined) ? more.load() : near;
}
