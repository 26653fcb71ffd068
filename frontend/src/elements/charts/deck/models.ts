/** Layers of models in three dimensions. */

export { Tile3DLayer } from "@deck.gl/geo-layers";
export { ScenegraphLayer } from "@deck.gl/mesh-layers";
