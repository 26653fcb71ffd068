/** deck.gl: maps from their wire form. */

import {
  _GlobeView,
  AmbientLight,
  COORDINATE_SYSTEM,
  Deck,
  DirectionalLight,
  FirstPersonView,
  type Layer,
  LightingEffect,
  MapView,
  OrbitView,
  OrthographicView,
  PointLight,
  _SunLight as SunLight,
  type View,
  WebMercatorViewport,
} from "@deck.gl/core";
import { JSONConverter } from "@deck.gl/json";
import type { Kinds } from "./kinds";

export type { Layer, PickingInfo, View } from "@deck.gl/core";
export { _GlobeView as GlobeView, Deck, MapView, WebMercatorViewport };

type Tree = { [name: string]: unknown };

const views = { FirstPersonView, GlobeView: _GlobeView, _GlobeView, MapView, OrbitView, OrthographicView };
const lights = { AmbientLight, DirectionalLight, LightingEffect, PointLight, SunLight };

/** A map with its layers and views as objects. Expressions in it are interpreted: no code is made from texts. */
export interface Converted {
  readonly layers: Layer[];
  readonly views: View[];
  readonly rest: Tree;
}

/**
 * The layers and views of a map.
 *
 * @param kinds The classes of its layers.
 * @param rows Returns the rows of a layer. A layer with the same name and the same object as before keeps what it has computed
 *   of its rows, so an accessor that has changed is named as a trigger.
 */
export function converted(tree: Tree, kinds: Kinds, rows: (layer: Tree) => unknown): Converted {
  const { layers: given, ...around } = tree;
  const drawn = (Array.isArray(given) ? (given as Tree[]) : []).flatMap((layer) => {
    const type = String(layer["@@type"]);
    if (kinds[type] === undefined) throw new Error(`The map has a layer of an unknown kind: "${type}".`);
    // The converter goes through everything that it gets, so it does not get the rows.
    const { data: _data, points: _points, ...props } = layer;
    const [plain] = (convert({ layers: [props] }, kinds).layers ?? []) as (Layer | null)[];
    if (plain === null || plain === undefined) return [];
    const accessors = Object.entries(props).filter(([name]) => name.startsWith("get"));
    const updateTriggers = {
      ...Object.fromEntries(accessors.map(([name, value]) => [name, JSON.stringify(value)])),
      ...(props.updateTriggers as Tree | undefined),
    };
    return [plain.clone({ data: rows(layer), updateTriggers } as object)];
  });
  const rest = convert(around, kinds);
  return { layers: drawn, views: (rest.views ?? []) as View[], rest };
}

function convert(tree: Tree, kinds: Kinds): Tree {
  const configuration = { classes: { ...kinds, ...views, ...lights }, enumerations: { COORDINATE_SYSTEM } };
  return (new JSONConverter({ configuration }).convert(tree) ?? {}) as Tree;
}
