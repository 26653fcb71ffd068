/** Specifications of Vega-Lite as they are drawn: with a size, and with what was zoomed and selected. */

export interface Spec {
  readonly [key: string]: unknown;
}

export interface Size {
  readonly width: number | undefined;
  readonly height: number | undefined;
}

const LISTS = ["layer", "hconcat", "vconcat", "concat"] as const;

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

function each(spec: Spec, look: (param: Spec) => void): void {
  if (Array.isArray(spec.params)) for (const param of spec.params) if (isObject(param)) look(param);
  for (const key of LISTS)
    if (Array.isArray(spec[key])) for (const part of spec[key]) if (isObject(part)) each(part, look);
  if (isObject(spec.spec)) each(spec.spec, look);
}

function isObject(value: unknown): value is Spec {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
