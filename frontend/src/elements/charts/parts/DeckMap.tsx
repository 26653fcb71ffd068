import { type ReactNode, type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { Scheme } from "../../../theme/theme";
import { useFetched } from "../../shared/lazy";
import { converted, Deck, GlobeView, type Layer, MapView, type PickingInfo } from "../deck/engine";
import { fitted } from "../deck/fit";
import { groundLayer, type Part, partFor, SEA } from "../deck/ground";
import { kindsFor } from "../deck/kinds";
import { colorReader, rowsOf } from "../deck/points";
import { clicked, dimmed, type Mode, type Selection } from "../deck/selection";
import { tooltipOf } from "../deck/tooltip";
import { type Bounds, nextView, type ViewState } from "../deck/view";
import styles from "./DeckMap.module.css";

type Tree = { [name: string]: unknown };

export interface MapHandle {
  readonly zoom: (steps: number) => void;
  /** The map as it is shown, as PNG. */
  readonly picture: () => Promise<Blob | null>;
}

interface DeckMapProps {
  readonly ref: Ref<MapHandle>;
  readonly tree: Tree;
  readonly scheme: Scheme;
  /** Whether there is a map below the layers. */
  readonly grounded: boolean;
  readonly tiles: string | null;
  readonly tooltip: string | null;
  readonly mode: Mode | null;
  readonly selection: Selection | null;
  readonly onSelect: (selection: Selection | null) => void;
  readonly onProblem: (problem: string) => void;
}

interface Stage {
  readonly deck: Deck;
  /** What is in sight. */
  view: ViewState;
  /** Whether the person has moved the map. */
  moved: boolean;
  /** The view that the app has given, as JSON. */
  given: string;
}

export function DeckMap(props: DeckMapProps): ReactNode {
  const { ref, tree, scheme, grounded, tiles, selection, onProblem } = props;
  const place = useRef<HTMLDivElement>(null);
  const stage = useRef<Stage>(null);
  const latest = useRef(props);
  latest.current = props;
  const kinds = useFetched(kindsFor(tree, tiles !== null));
  const [part, setPart] = useState<Part>(null);
  const [colorOf, setColorOf] = useState<ReturnType<typeof colorReader>>();

  // The colours of the theme change with the scheme.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (place.current !== null) setColorOf(() => colorReader(place.current as HTMLElement));
  }, [scheme]);

  useEffect(() => {
    const parent = place.current;
    if (parent === null) return;
    const deck = new Deck({
      parent: parent as HTMLDivElement,
      width: "100%",
      height: "100%",
      initialViewState: { longitude: 0, latitude: 0, zoom: 1 },
      controller: true,
      layers: [],
      getCursor: ({ isDragging, isHovering }) =>
        isDragging ? "grabbing" : isHovering && latest.current.mode !== null ? "pointer" : "grab",
      getTooltip: ({ object, layer }: PickingInfo) =>
        layer?.id === "treadle-ground" ? null : (tooltipOf(latest.current.tooltip, object) as never),
      onViewStateChange: ({ viewState, interactionState }) => {
        const now = stage.current;
        if (now === null) return;
        now.view = viewState as ViewState;
        const { isDragging, isPanning, isRotating, isZooming } = interactionState;
        if (isDragging || isPanning || isRotating || isZooming) now.moved = true;
      },
      onClick: ({ layer, index, object }: PickingInfo) => {
        const { mode, selection: before, onSelect } = latest.current;
        if (mode === null) return;
        const at = layer && object !== undefined && index >= 0 ? { layer: layer.id, index, object } : null;
        const next = clicked(before, mode, at);
        if (next !== before) onSelect(next);
      },
      onAfterRender: () => {
        const view = deck.getViewports()[0];
        if (view !== undefined)
          setPart((before) => partFor(before, view.zoom, view.getBounds() as unknown as Bounds | undefined));
        const layers = (stage.current?.deck.props.layers ?? []) as readonly Layer[];
        if (layers.length > 0 && layers.every(({ isLoaded }) => isLoaded)) parent.dataset.drawn = "true";
      },
      onError: (error, layer) =>
        latest.current.onProblem(
          layer === undefined || layer === null
            ? `This browser could not draw the map: ${error.message}`
            : `The layer ${layer.id} could not be drawn: ${error.message}. The page may load data from its own ` +
                "server only: read it in Python and give the rows to the layer.",
        ),
    });
    stage.current = { deck: deck as Deck, view: {}, moved: false, given: "" };
    return () => {
      stage.current = null;
      deck.finalize();
    };
  }, []);

  const map = useMemo(() => {
    if (colorOf === undefined || kinds === undefined) return undefined;
    const named = { ...tree, layers: withColors(tree.layers, colorOf) };
    return { ...converted(named, kinds, (layer) => rowsOf(layer, colorOf)), kinds };
  }, [tree, kinds, colorOf]);

  useEffect(() => {
    const now = stage.current;
    if (now === null || map === undefined) return;
    const { rest } = map;
    const views = map.views.length > 0 ? map.views : [new MapView({ controller: true, repeat: true })];
    const flat = views.every((view) => view instanceof MapView || view instanceof GlobeView);
    const layers = [
      ...(grounded && flat ? [groundLayer(tiles, scheme, part, map.kinds)] : []),
      ...dimmed(map.layers, selection),
    ];
    const changes: Tree = { layers, views };
    for (const name of ["effects", "parameters"]) if (rest[name] !== undefined) changes[name] = rest[name];
    const given = JSON.stringify(tree.initialViewState ?? {});
    if (given !== now.given) {
      const seen = now.deck.isInitialized ? (now.deck.getViewports()[0]?.getBounds() as Bounds) : undefined;
      const view = nextView(now, given, seen, tree.bounds as Bounds | undefined);
      if (view !== undefined) {
        now.view = tree.fits === true ? fitted(view, tree.bounds as Bounds, sizeOf(place.current)) : view;
        changes.initialViewState = now.view;
      }
      now.given = given;
    }
    now.deck.setProps(changes);
  }, [map, tree, grounded, tiles, scheme, part, selection]);

  useImperativeHandle(ref, () => ({
    zoom(steps) {
      const now = stage.current;
      if (now === null) return;
      now.moved = true;
      now.view = { ...now.view, zoom: (now.view.zoom ?? 0) + steps, transitionDuration: 200 };
      now.deck.setProps({ initialViewState: now.view as never });
    },
    picture() {
      const canvas = place.current?.querySelector("canvas");
      if (!canvas) return Promise.resolve(null);
      // What WebGL has drawn is gone after the frame.
      stage.current?.deck.redraw("picture");
      return new Promise((resolve) => onGround(canvas, grounded ? SEA[scheme] : null).toBlob(resolve));
    },
  }));

  useEffect(() => {
    // A new map may have no problem any more.
    void tree;
    onProblem("");
  }, [tree, onProblem]);

  return (
    <div ref={place} className={styles.root} style={grounded ? { background: SEA[scheme] } : undefined} />
  );
}

function sizeOf(element: HTMLElement | null): { readonly width: number; readonly height: number } {
  return { width: element?.clientWidth ?? 0, height: element?.clientHeight ?? 0 };
}

/** The layers with colours of the theme as numbers. */
function withColors(layers: unknown, colorOf: (css: string) => unknown): unknown {
  if (!Array.isArray(layers)) return layers;
  return layers.map((layer: Tree) =>
    layer.points !== undefined && typeof layer.getFillColor === "string"
      ? { ...layer, getFillColor: colorOf(layer.getFillColor) }
      : layer,
  );
}

/** A copy of a drawing on a ground: below it, there is the colour of the sea. */
function onGround(drawing: HTMLCanvasElement, ground: string | null): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = drawing.width;
  copy.height = drawing.height;
  const context = copy.getContext("2d");
  if (ground !== null && context !== null) {
    context.fillStyle = ground;
    context.fillRect(0, 0, copy.width, copy.height);
  }
  context?.drawImage(drawing, 0, 0);
  return copy;
}
