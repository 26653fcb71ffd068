/**
 * Dates that stand in a chart as categories. Vega-Lite formats a date on an axis of time, and one that the encoding itself
 * cuts to a time unit. Everywhere else it would show the milliseconds since 1970.
 */

import type { Row } from "../rows";
import { encoded, isObject, LISTS, type Spec } from "./spec";

/** What is known of the tables of a chart. */
export interface Fields {
  /** The fields that hold dates or moments. */
  readonly moments: ReadonlySet<string>;
  readonly rows: readonly Row[];
}

interface Format {
  readonly format: string;
  readonly utc: boolean;
}

/** The format of a time unit's parts, such as "%B" for that of `["month"]`. */
export type UnitFormat = (units: string[]) => string;

/** The units of a time unit such as "yearmonthdate", in the order in which they can follow each other. */
const UNITS =
  /^(utc)?(year)?(quarter)?(month)?(week)?(dayofyear)?(date)?(day)?(hours)?(minutes)?(seconds)?(milliseconds)?$/;

/** The formats of dates by what they have in common, and the least number of dates that shows it. */
const DAYS = "%b %d, %Y";
const STEPS: readonly [format: string, least: number, fits: (at: Date) => boolean][] = [
  ["%Y", 2, (at) => at.getMonth() === 0 && at.getDate() === 1 && isMidnight(at)],
  ["%b %Y", 2, (at) => at.getDate() === 1 && isMidnight(at)],
  [DAYS, 0, isMidnight],
  [`${DAYS} %H:%M`, 0, (at) => at.getSeconds() === 0 && at.getMilliseconds() === 0],
  [`${DAYS} %H:%M:%S`, 0, (at) => at.getMilliseconds() === 0],
  [`${DAYS} %H:%M:%S.%L`, 0, () => true],
];

function isMidnight(at: Date): boolean {
  return at.getHours() + at.getMinutes() + at.getSeconds() + at.getMilliseconds() === 0;
}

/** The shortest format that shows all that these moments say. */
export function formatOf(moments: Iterable<number>): string {
  const known = new Set(moments);
  let step = 0;
  for (const moment of known) {
    const at = new Date(moment);
    while (!STEPS[step]?.[2](at)) step++;
  }
  while (known.size < (STEPS[step]?.[1] ?? 0)) step++;
  return STEPS[step]?.[0] ?? DAYS;
}

/** A specification that says how the dates are written that it uses as categories, unless the app says it. */
export function dated(spec: Spec, tables: readonly Fields[], unitFormat: UnitFormat): Spec {
  const made = transformed(spec);
  const formats = new Map<string, Format | undefined>();
  const formatOfField = (field: string): Format | undefined => {
    if (!formats.has(field)) formats.set(field, find(field, tables, made, unitFormat));
    return formats.get(field);
  };
  let changed = false;
  let utc = false;
  const change = (channel: string, def: Spec): Spec => {
    if (isObject(def.condition)) {
      const condition = change(channel, def.condition);
      return condition === def.condition ? def : { ...def, condition };
    }
    if (typeof def.field !== "string" || !isCategory(channel, def)) return def;
    const found = formatOfField(def.field.replace(/\\(.)/g, "$1"));
    if (found === undefined) return def;
    const written = withFormat(channel, def, found);
    changed ||= written !== def;
    utc ||= found.utc && written !== def;
    return written;
  };
  const next = encoded(spec, change);
  if (!changed) return spec;
  // Vega-Lite itself writes in UTC only what is on a scale of time.
  return utc ? { ...next, config: { customFormatTypes: true, ...(next.config as object) } } : next;
}

function find(
  field: string,
  tables: readonly Fields[],
  made: ReadonlyMap<string, string | undefined>,
  unitFormat: UnitFormat,
): Format | undefined {
  if (made.has(field)) {
    const [, utc, ...units] = UNITS.exec(made.get(field) ?? "") ?? [];
    const named = units.filter((unit) => unit !== undefined);
    return named.length === 0 ? undefined : { format: unitFormat(named), utc: utc !== undefined };
  }
  const having = tables.filter(({ moments, rows }) => moments.has(field) || field in (rows[0] ?? {}));
  if (having.length === 0 || !having.every(({ moments }) => moments.has(field))) return undefined;
  const values = having.flatMap(({ rows }) => rows.map((row) => row[field]));
  return { format: formatOf(values.filter((value) => typeof value === "number")), utc: false };
}

/** What the transforms of a specification make: by field, the time unit if it is one. */
function transformed(spec: Spec, made = new Map<string, string | undefined>()) {
  if (Array.isArray(spec.transform))
    for (const step of spec.transform) {
      if (!isObject(step)) continue;
      const unit = isObject(step.timeUnit) ? step.timeUnit.unit : step.timeUnit;
      for (const { as } of [step, ...parts(step)])
        for (const name of Array.isArray(as) ? as : [as])
          if (typeof name === "string") made.set(name, typeof unit === "string" ? unit : undefined);
    }
  for (const key of LISTS)
    if (Array.isArray(spec[key])) for (const part of spec[key]) transformed(part, made);
  if (isObject(spec.spec)) transformed(spec.spec, made);
  return made;
}

/** The parts of a transform that each make a field. */
function parts(step: Spec): Spec[] {
  return [step.aggregate, step.joinaggregate, step.window].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
}

/** Channels whose fields are categories when the specification names no type. */
const NOMINAL = new Set(["row", "column", "facet", "shape", "strokeDash"]);

function isCategory(channel: string, def: Spec): boolean {
  if (def.timeUnit !== undefined || def.bin !== undefined) return false;
  if (def.aggregate !== undefined && def.aggregate !== "min" && def.aggregate !== "max") return false;
  return def.type === "ordinal" || def.type === "nominal" || (def.type === undefined && NOMINAL.has(channel));
}

const GUIDES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["x", "y"].map((name) => [name, "axis"])),
  ...Object.fromEntries(["row", "column", "facet"].map((name) => [name, "header"])),
  ...Object.fromEntries(
    ["color", "fill", "stroke", "shape", "size", "opacity", "fillOpacity", "strokeOpacity"].map((name) => [
      name,
      "legend",
    ]),
  ),
  ...Object.fromEntries(["strokeDash", "strokeWidth", "angle"].map((name) => [name, "legend"])),
};
/** Channels that show text, which say themselves how it is written. */
const TEXTS = new Set(["text", "tooltip", "href", "url", "description"]);

function withFormat(channel: string, def: Spec, { format, utc }: Format): Spec {
  const how = { format, formatType: utc ? "utcFormat" : "time" };
  if (TEXTS.has(channel)) return isFormatted(def) ? def : { ...how, ...def };
  const guide = GUIDES[channel];
  if (guide === undefined || def[guide] === null) return def;
  const own = isObject(def[guide]) ? def[guide] : {};
  return isFormatted(own) ? def : { ...def, [guide]: { ...how, ...own } };
}

function isFormatted(own: Spec): boolean {
  return "format" in own || "formatType" in own || "labelExpr" in own;
}
