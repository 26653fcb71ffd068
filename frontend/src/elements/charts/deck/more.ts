/** Layers that aggregate points, and those of cells, tiles and trips. */

export * from "@deck.gl/aggregation-layers";
export {
  _WMSLayer,
  A5Layer,
  GeohashLayer,
  GreatCircleLayer,
  H3ClusterLayer,
  H3HexagonLayer,
  MVTLayer,
  QuadkeyLayer,
  S2Layer,
  TerrainLayer,
  TileLayer,
  TripsLayer,
} from "@deck.gl/geo-layers";
export { SimpleMeshLayer } from "@deck.gl/mesh-layers";
