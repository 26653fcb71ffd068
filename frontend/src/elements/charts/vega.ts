import type { Changeset, Loader, Spec as VegaSpec, View } from "vega";
import type { Config, TopLevelSpec } from "vega-lite";

/** Vega, loaded when the first chart is shown. Expressions are interpreted, so no page needs `unsafe-eval`. */
export interface Vega {
  /** A view of a Vega-Lite specification in an element, not drawn yet. */
  readonly view: (specification: TopLevelSpec, container: HTMLElement) => View;
  /** A specification of Vega-Lite as one of Vega. */
  readonly compile: (specification: TopLevelSpec, config: Config) => VegaSpec;
  /** A view of a specification of Vega, not drawn yet. */
  readonly open: (
    specification: VegaSpec,
    container: HTMLElement,
    renderer: "svg" | "canvas",
    loader: Loader,
  ) => View;
  readonly loader: () => Loader;
  readonly changeset: () => Changeset;
  /** The format of a time unit's parts. */
  readonly unitFormat: (units: string[]) => string;
  /** Rows whose texts are converted as a specification says. */
  readonly converted: (rows: object[], parse: Readonly<Record<string, string>>) => object[];
}

/** How Vega-Lite itself writes these. */
const UNIT_FORMATS = { "year-month": "%b %Y ", "year-month-date": "%b %d, %Y " };

let loading: Promise<Vega> | undefined;

export function loadVega(): Promise<Vega> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined; // so that it can be tried again
    throw error;
  });
  return loading;
}

async function load(): Promise<Vega> {
  const [vega, lite, { expressionInterpreter }] = await Promise.all([
    import("vega"),
    import("vega-lite"),
    import("vega-interpreter"),
  ]);
  // Vega's types leave it out.
  const { timeUnitSpecifier } = vega as unknown as {
    timeUnitSpecifier: (units: string[], formats: Readonly<Record<string, string>>) => string;
  };
  const open: Vega["open"] = (specification, container, renderer, loader) =>
    new vega.View(vega.parse(specification, undefined, { ast: true }), {
      container,
      renderer,
      loader,
      hover: true,
      expr: expressionInterpreter,
      logLevel: vega.Error,
    });
  return {
    view: (specification, container) => {
      const { spec } = lite.compile(specification, { config: look() });
      const runtime = vega.parse(spec, undefined, { ast: true });
      return new vega.View(runtime, {
        container,
        renderer: "svg",
        hover: false,
        expr: expressionInterpreter,
        logLevel: vega.Error,
      });
    },
    compile: (specification, config) => {
      const quiet = {
        level: () => quiet,
        error: () => quiet,
        warn: () => quiet,
        info: () => quiet,
        debug: () => quiet,
      };
      return lite.compile(specification, { config, logger: quiet as never }).spec;
    },
    open,
    loader: () => vega.loader(),
    changeset: () => vega.changeset(),
    unitFormat: (units) => timeUnitSpecifier(units, UNIT_FORMATS),
    converted: (rows, parse) => vega.read(rows as never, { type: "json", parse: parse as never }),
  };
}

/** Room for what stands out of a drawing: a label below its last tick, the upper half of a topmost one. */
export const PADDING = { left: 2, top: 8, right: 12, bottom: 6 } as const;

/** The look of every chart. Colours are CSS variables: a change of theme needs no new drawing. */
function look(): Config {
  // Vega measures texts itself, so it must know the fonts' real names.
  const font =
    getComputedStyle(document.documentElement).getPropertyValue("--tr-font").trim() || "sans-serif";
  return {
    // The element around it is an image with a name. Its parts, which would have none, are not announced.
    aria: false,
    mark: { aria: false },
    background: "transparent",
    font,
    padding: PADDING,
    view: { stroke: "transparent" },
    axis: {
      domain: false,
      ticks: false,
      grid: true,
      gridColor: "var(--tr-border-soft)",
      gridWidth: 1,
      labelColor: "var(--tr-text-2)",
      labelFontSize: 12,
      labelPadding: 8,
      labelOverlap: true,
      labelSeparation: 8,
      titleColor: "var(--tr-text-2)",
      titleFontSize: 12,
      titleFontWeight: 500,
      titlePadding: 10,
    },
    axisX: { grid: false, domain: true, domainColor: "var(--tr-border)" },
    axisY: { tickCount: 5, titleAngle: -90 },
    line: { strokeCap: "round", strokeJoin: "round" },
  };
}
