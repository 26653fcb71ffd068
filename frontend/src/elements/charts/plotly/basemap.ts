/**
 * The ground of maps. Plotly's own styles fetch their tiles from servers of others, which no page of an app may do. So a map has
 * the outlines of the countries, and an app that wants more gives a style whose sources are on its own server.
 */

import type { Figure, Tree } from "./engine";
import type { Look } from "./look";

type Arc = readonly (readonly [number, number])[];

export interface Topology {
  readonly arcs: readonly Arc[];
  readonly transform: {
    readonly scale: readonly [number, number];
    readonly translate: readonly [number, number];
  };
  readonly objects: Readonly<Record<string, { readonly geometries: readonly Shape[] }>>;
}

interface Shape {
  readonly type: string;
  readonly arcs: readonly (readonly number[])[] | readonly (readonly (readonly number[])[])[];
}

const MAPS: ReadonlySet<unknown> = new Set(["scattermap", "densitymap", "choroplethmap"]);
const EMPTY = "white-bg";

/** The names of the maps of a figure whose style would be fetched from elsewhere. */
export function foreignMaps({ data, layout }: Figure): string[] {
  const names = data.filter(({ type }) => MAPS.has(type)).map(({ subplot }) => String(subplot ?? "map"));
  return [...new Set(names)].filter((name) => {
    const { style } = (layout[name] ?? {}) as Tree;
    return typeof style !== "object" && style !== EMPTY;
  });
}

/** The figure with a ground of its own under each of these maps. */
export function withGround(figure: Figure, topology: unknown, { colors }: Look): Figure {
  const names = foreignMaps(figure);
  if (names.length === 0) return figure;
  const style = {
    version: 8,
    sources: { countries: { type: "geojson", data: countries(topology as Topology) } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colors.second } },
      { id: "land", type: "fill", source: "countries", paint: { "fill-color": colors.raised } },
      { id: "borders", type: "line", source: "countries", paint: { "line-color": colors.border } },
    ],
  };
  const layout = { ...figure.layout };
  for (const name of names) layout[name] = { ...(layout[name] as Tree | undefined), style };
  return { ...figure, layout };
}

/** The countries of a topology as GeoJSON. */
export function countries({ arcs, transform, objects }: Topology): Tree {
  const [[sx, sy], [tx, ty]] = [transform.scale, transform.translate];
  const lines = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * sx + tx, y * sy + ty] as const;
    });
  });
  // An arc that two countries share is there once; a negative number means that it is passed backwards.
  const ring = (numbers: readonly number[]) =>
    numbers.flatMap((number, i) => {
      const line = number < 0 ? [...(lines[~number] ?? [])].reverse() : (lines[number] ?? []);
      return i === 0 ? line : line.slice(1);
    });
  const features = (objects.countries?.geometries ?? []).map(({ type, arcs: parts }) => {
    const polygons = (type === "Polygon" ? [parts] : parts) as readonly (readonly (readonly number[])[])[];
    const coordinates = polygons.map((rings) => rings.map(ring));
    return { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates } };
  });
  return { type: "FeatureCollection", features };
}
