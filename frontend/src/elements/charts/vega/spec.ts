/** Specifications of Vega-Lite as they are drawn: with a size, and with what was zoomed and selected. */

export interface Spec {
  readonly [key: string]: unknown;
}

export interface Size {
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** The properties of a specification that hold other specifications. */
export const LISTS = ["layer", "hconcat", "vconcat", "concat"] as const;

/** Whether a chart is a single drawing, which Vega can fit into a box: neither facets nor charts side by side. */
export function isSingle(spec: Spec): boolean {
  if ("hconcat" in spec || "vconcat" in spec || "concat" in spec || "facet" in spec || "repeat" in spec)
    return false;
  const encoding = (spec.encoding ?? {}) as Spec;
  return !("row" in encoding || "column" in encoding || "facet" in encoding);
}

/** A specification with a size: of the whole, for one drawing; otherwise of each of its drawings. */
export function sized(spec: Spec, { width, height }: Size): Spec {
  if (isSingle(spec)) {
    const fit: Record<string, unknown> = { ...spec };
    if (width !== undefined) fit.width = width;
    if (height !== undefined) fit.height = height;
    const type = width === undefined ? "fit-y" : height === undefined ? "fit-x" : "fit";
    if (width !== undefined || height !== undefined) fit.autosize ??= { type, contains: "padding" };
    return fit;
  }
  return width === undefined ? spec : across(spec, width);
}

/** A specification whose drawings share a width. */
function across(spec: Spec, width: number): Spec {
  if (Array.isArray(spec.vconcat))
    return { ...spec, vconcat: spec.vconcat.map((part: Spec) => across(part, width)) };
  if (Array.isArray(spec.hconcat)) {
    const count = Math.max(1, spec.hconcat.length);
    return { ...spec, hconcat: spec.hconcat.map((part: Spec) => across(part, width / count)) };
  }
  if (Array.isArray(spec.concat)) {
    const { columns } = spec;
    const count = Math.max(1, Math.min(spec.concat.length, Number(columns ?? Number.POSITIVE_INFINITY)));
    return { ...spec, concat: spec.concat.map((part: Spec) => across(part, width / count)) };
  }
  if ("facet" in spec || "repeat" in spec) return spec; // how many there are, only the data says
  return isSingle(spec) ? { ...spec, width: Math.max(40, Math.floor(width)) } : spec;
}

/** What people change by a parameter: a selection, the ranges of axes, or a value that has an input. */
export type ParamKind = "selection" | "scales" | "value";

/** The parameters of a specification that people change. */
export function params(spec: Spec): Map<string, ParamKind> {
  const found = new Map<string, ParamKind>();
  each(spec, (param) => {
    if (typeof param.name !== "string") return;
    if ("select" in param) found.set(param.name, param.bind === "scales" ? "scales" : "selection");
    else if ("bind" in param) found.set(param.name, "value");
  });
  return found;
}

/** A specification whose parameters have these values at first. */
export function withValues(spec: Spec, values: ReadonlyMap<string, unknown>): Spec {
  if (values.size === 0) return spec;
  const next: Record<string, unknown> = { ...spec };
  if (Array.isArray(spec.params)) {
    next.params = spec.params.map((param: Spec) => {
      const value = values.get(param.name as string);
      // The ranges of axes are set later: they are no part of what a parameter can have at first.
      return value === undefined || param.bind === "scales" ? param : { ...param, value };
    });
  }
  for (const key of LISTS)
    if (Array.isArray(spec[key])) next[key] = spec[key].map((part: Spec) => withValues(part, values));
  if (isObject(spec.spec)) next.spec = withValues(spec.spec, values);
  return next;
}

/** How wide a letter of a label is, on average, in pixels. */
const LETTER = 6.3;
/** Labels that are closer to each other than this can only stand upright. */
const SLANTED = 18;

function longest(scale: string): string {
  return `${LETTER} * (extent(pluck(domain('${scale}'), 'length'))[1] || 0)`;
}

// Names below an axis lie, slant or stand, as the room allows: none is left out that could be read.
const STEP = "bandwidth('x') * 1.1";
const FIT = `${longest("x")} + 3 <= ${STEP}`;
const SLANT = `${STEP} >= ${SLANTED}`;
const NAMES = {
  labelAngle: { expr: `${FIT} ? 0 : ${SLANT} ? -40 : -90` },
  labelAlign: { expr: `${FIT} ? 'center' : 'right'` },
  labelBaseline: { expr: `${FIT} || ${SLANT} ? 'top' : 'middle'` },
  labelOverlap: { expr: `${FIT} || !(${SLANT})` },
};

/** A legend above or below a chart begins another line when it is as wide as the chart. */
function wrapped(scale: string, { format, formatType }: Spec) {
  const dates = typeof format === "string" && formatType !== "number";
  const widest = dates ? LETTER * lengthOf(format) : longest(scale);
  return { columns: { expr: `max(1, floor(width / (${widest} + 30)))` } };
}

/** How many letters a date has in a format. */
function lengthOf(format: string): number {
  return format.replace(/%Y/g, "2000").replace(/%[bL]/g, "Jan").replace(/%[AB]/g, "September").length;
}

/** A specification whose labels and legends fit into the room that there is, unless the app says how they are. */
export function fitting(spec: Spec): Spec {
  return encoded(spec, (channel, def) => {
    if (def.type !== "nominal" && def.type !== "ordinal") return def;
    const { axis, legend } = def;
    if (channel === "x" && axis !== null) return { ...def, axis: { ...NAMES, ...(axis as object) } };
    const beside = isObject(legend) && (legend.orient === "top" || legend.orient === "bottom");
    return beside ? { ...def, legend: { ...wrapped(channel, legend), ...legend } } : def;
  });
}

/** Whether a drawing looks otherwise when it is narrower, so that its room is known only after it has been drawn. */
export function adapts(spec: Spec): boolean {
  return isSingle(spec) && JSON.stringify(spec).includes("width");
}

/** A specification with other definitions of its channels. */
export function encoded(spec: Spec, change: (channel: string, def: Spec) => Spec): Spec {
  const next: Record<string, unknown> = { ...spec };
  const changed = (channel: string, def: unknown): unknown => {
    if (Array.isArray(def)) return def.map((each) => changed(channel, each)); // as of a tooltip
    return isObject(def) ? change(channel, def) : def;
  };
  if (isObject(spec.encoding))
    next.encoding = Object.fromEntries(
      Object.entries(spec.encoding).map(([channel, def]) => [channel, changed(channel, def)]),
    );
  if (isObject(spec.facet)) {
    // Either one field, or fields for rows and columns.
    const { facet } = spec;
    next.facet =
      "field" in facet
        ? change("facet", facet)
        : Object.fromEntries(Object.entries(facet).map(([channel, def]) => [channel, changed(channel, def)]));
  }
  for (const key of LISTS)
    if (Array.isArray(spec[key])) next[key] = spec[key].map((part: Spec) => encoded(part, change));
  if (isObject(spec.spec)) next.spec = encoded(spec.spec, change);
  return next;
}

function each(spec: Spec, look: (param: Spec) => void): void {
  if (Array.isArray(spec.params)) for (const param of spec.params) if (isObject(param)) look(param);
  for (const key of LISTS)
    if (Array.isArray(spec[key])) for (const part of spec[key]) if (isObject(part)) each(part, look);
  if (isObject(spec.spec)) each(spec.spec, look);
}

export function isObject(value: unknown): value is Spec {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
