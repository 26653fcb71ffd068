import { WebMercatorViewport } from "./engine";
import type { Bounds, ViewState } from "./view";

/** Pixels between the points and the border of a map. */
const MARGIN = 24;

/** A view that is no closer than one that has all points in sight. */
export function fitted(
  view: ViewState,
  [west, south, east, north]: Bounds,
  { width, height }: { readonly width: number; readonly height: number },
): ViewState {
  if (width <= 2 * MARGIN || height <= 2 * MARGIN) return view;
  const all = new WebMercatorViewport({ width, height }).fitBounds(
    [
      [west, Math.max(south, -85)],
      [east, Math.min(north, 85)],
    ],
    { padding: MARGIN, maxZoom: 20 },
  );
  if (all.zoom >= (view.zoom ?? 0)) return view;
  return { ...view, longitude: all.longitude, latitude: all.latitude, zoom: Math.max(0, all.zoom) };
}
