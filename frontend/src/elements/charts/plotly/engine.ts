/** Plotly itself, fetched when the first chart needs it. */

import { type Lazy, lazy } from "../../shared/lazy";
import { foreignMaps } from "./basemap";

export type Tree = { [name: string]: unknown };

export interface Figure {
  readonly data: Tree[];
  readonly layout: Tree;
  readonly frames?: Tree[];
}

export interface PlotlyElement extends HTMLElement {
  on(event: string, handler: (event: unknown) => void): void;
  readonly data: Tree[];
  readonly layout: Tree;
}

export interface Plotly {
  react(root: HTMLElement, figure: Figure & { readonly config: Tree }): Promise<PlotlyElement>;
  relayout(root: HTMLElement, changes: Tree): Promise<unknown>;
  purge(root: HTMLElement): void;
  downloadImage(root: HTMLElement, options: Tree): Promise<unknown>;
}

/** Kinds of traces in the small build. It draws without WebGL, so that no code is made from texts, which no page allows. */
const SMALL: ReadonlySet<unknown> = new Set([
  undefined,
  "bar",
  "box",
  "contour",
  "heatmap",
  "histogram",
  "histogram2d",
  "histogram2dcontour",
  "image",
  "pie",
  "scatter",
  "scatterternary",
  "violin",
]);

const small = lazy(() => import("plotly.js-cartesian-dist-min").then(found));
/** The build with all kinds, in the variant for pages that forbid to make code from texts. */
const whole = lazy(() => import("plotly.js-strict-dist-min").then(found));

function found(module: { readonly default: Plotly }): Plotly {
  return module.default;
}

/** The smallest build that draws a figure. */
export function engineFor(figure: Figure): Lazy<Plotly> {
  return figure.data.every(({ type }) => SMALL.has(type)) ? small : whole;
}

const outlines = import.meta.glob<{ default: unknown }>("./geo/*.json");
const SCOPES: ReadonlySet<unknown> = new Set([
  "africa",
  "asia",
  "europe",
  "north america",
  "south america",
  "usa",
  "antarctica",
  "oceania",
]);

/** Fetch the outlines of countries for the maps of a figure, from this server and not, as Plotly does by itself, from another. */
export async function fetchOutlines(figure: Figure): Promise<void> {
  const wanted = maps(figure).map(({ scope }) =>
    SCOPES.has(scope) ? String(scope).replace(" ", "-") : "world",
  );
  if (foreignMaps(figure).length > 0) wanted.push("world");
  await Promise.all(
    [...new Set(wanted)].map(async (scope) => {
      const name = `${scope}_110m`;
      fetched()[name] ??= (await outlines[`./geo/${name}.json`]?.())?.default;
    }),
  );
}

/** The outlines that were fetched, where Plotly looks for them. */
export function fetched(): Tree {
  const place = window as { PlotlyGeoAssets?: { topojson: Tree } };
  place.PlotlyGeoAssets ??= { topojson: {} };
  return place.PlotlyGeoAssets.topojson;
}

/** The parts of a layout that are maps of outlines. A trace of this kind has one, even if the layout says nothing of it. */
export function maps({ data, layout }: Figure): Tree[] {
  const names = data
    .filter(({ type }) => type === "choropleth" || type === "scattergeo")
    .map(({ geo }) => (typeof geo === "string" ? geo : "geo"));
  for (const name of Object.keys(layout)) if (/^geo\d*$/.test(name)) names.push(name);
  return [...new Set(names)].map((name) => {
    layout[name] ??= {};
    const map = layout[name] as Tree;
    if (map.resolution === 50) map.resolution = 110; // the finer outlines are too large to bring along
    return map;
  });
}
