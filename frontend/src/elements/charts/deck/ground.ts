/** What is below the layers of a map: the outlines of the countries, or the tiles that the app's configuration names. */

import type { TileLayer } from "@deck.gl/geo-layers";
import { BitmapLayer, PolygonLayer } from "@deck.gl/layers";
import type { Scheme } from "../../../theme/theme";
import { lazy } from "../../shared/lazy";
import { countries, type Topology } from "../plotly/basemap";
import type { Layer } from "./engine";
import type { Kinds } from "./kinds";
import { type Bounds, overlap } from "./view";

type Rgb = [number, number, number];

export const SEA = { light: "#e3eaf0", dark: "#14181d" } as const;
const LAND: Record<Scheme, Rgb> = { light: [250, 249, 246], dark: [37, 42, 49] };
const BORDER: Record<Scheme, Rgb> = { light: [196, 203, 210], dark: [69, 77, 88] };

type Ring = readonly (readonly [number, number])[];
interface Piece {
  readonly polygon: readonly Ring[];
  readonly bounds: Bounds;
}

const coarse = lazy(async () => pieces((await import("world-atlas/countries-110m.json?raw")).default));
const fine = lazy(async () => pieces((await import("world-atlas/countries-50m.json?raw")).default));
/** From this zoom on, outlines are fine. */
const FINE_FROM = 3.5;

/** The part of the world for which a map has fine outlines; null: coarse ones of the whole world. */
export type Part = { readonly bounds: Bounds } | null;

/** The part for a view: the same one as before while it is enough. Fine outlines of the world would take long to draw. */
export function partFor(before: Part, zoom: number, seen: Bounds | undefined): Part {
  if (zoom < FINE_FROM || seen === undefined || !seen.every(Number.isFinite)) return null;
  const [west, south, east, north] = seen;
  if (before !== null) {
    const [w, s, e, n] = before.bounds;
    if (w <= west && s <= south && e >= east && n >= north && e - w < 8 * (east - west)) return before;
  }
  const [wide, high] = [east - west, north - south];
  return { bounds: [west - wide, south - high, east + wide, north + high] };
}

const chosen = new WeakMap<object, Promise<readonly Piece[]>>();

/** The polygons of a part. The same part has the same promise, so that nothing is drawn twice. */
function polygonsOf(part: Part): Promise<readonly Piece[]> {
  if (part === null) return coarse.load();
  const known = chosen.get(part);
  if (known !== undefined) return known;
  const made = fine.load().then((all) => all.filter(({ bounds }) => overlap(bounds, part.bounds)));
  chosen.set(part, made);
  return made;
}

function pieces(text: string): readonly Piece[] {
  const { features } = countries(JSON.parse(text) as Topology) as {
    readonly features: readonly {
      readonly geometry: { readonly coordinates: readonly (readonly Ring[])[] };
    }[];
  };
  return features
    .flatMap(({ geometry }) => geometry.coordinates)
    .map((polygon) => ({ polygon, bounds: boundsOf(polygon[0] ?? []) }));
}

function boundsOf(ring: Ring): Bounds {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [x, y] of ring) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return [west, south, east, north];
}

function land(scheme: Scheme, part: Part): Layer {
  return new PolygonLayer<Piece>({
    id: "treadle-ground",
    data: polygonsOf(part) as never,
    getPolygon: ({ polygon }) => polygon as never,
    filled: true,
    stroked: true,
    getFillColor: LAND[scheme],
    getLineColor: BORDER[scheme],
    lineWidthUnits: "pixels",
    getLineWidth: 1,
    updateTriggers: { getFillColor: scheme, getLineColor: scheme },
  });
}

function tiled(address: string, scheme: Scheme, Tiles: typeof TileLayer): Layer {
  return new Tiles<HTMLImageElement>({
    id: "treadle-ground",
    data: address,
    maxZoom: 19,
    tileSize: 256,
    // An image, so that the page needs to trust the source of the tiles with images only.
    getTileData: ({ index: { x, y, z } }) => loaded(tileAddress(address, { x, y, z }, scheme)),
    renderSubLayers: (props) => {
      const [[west, south], [east, north]] = props.tile.boundingBox as [[number, number], [number, number]];
      return new BitmapLayer({
        id: props.id,
        image: props.data as never,
        bounds: [west, south, east, north],
        pickable: false,
      });
    },
    onTileError: () => {}, // a tile that is missing leaves a hole, as in every map
    updateTriggers: { getTileData: [address, scheme] },
  });
}

/** The address of a tile. */
export function tileAddress(
  template: string,
  { x, y, z }: { readonly x: number; readonly y: number; readonly z: number },
  scheme: Scheme,
): string {
  const values: Readonly<Record<string, string>> = { x: `${x}`, y: `${y}`, z: `${z}`, scheme };
  return template.replace(/\{(x|y|z|scheme)\}/g, (whole, name: string) => values[name] ?? whole);
}

async function loaded(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.crossOrigin = "anonymous";
  image.src = address;
  await image.decode();
  return image;
}

/** The lowest layer of a map. */
export function groundLayer(tiles: string | null, scheme: Scheme, part: Part, kinds: Kinds): Layer {
  return tiles === null ? land(scheme, part) : tiled(tiles, scheme, kinds.TileLayer as typeof TileLayer);
}
