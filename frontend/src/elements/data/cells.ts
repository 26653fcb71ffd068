import type { ColumnLook } from "../../protocol.gen";
import { type Column, isMissing, missingText, numberOf } from "./arrow";
import type { CellStyle } from "./colors";
import { distance, durationText, inZone, isoDate, isoDateTime, isoTime, pattern } from "./dates";
import { decimalText } from "./nested";
import { numberFormat, plain } from "./numbers";

/** A column as the grid shows it. */
export interface ShownColumn {
  /** What tells it from all other columns of the table, also when their order is another. */
  readonly id: string;
  readonly column: Column;
  readonly label: string;
  /** Labels above this one, outermost first, where the header has several rows. */
  readonly above: readonly string[];
  readonly help: string | null;
  readonly align: "left" | "center" | "right";
  /** Kept at the left: index columns, and those an app has pinned. */
  readonly pinned: boolean;
  readonly isIndex: boolean;
  /** Whether the app hides it. */
  readonly hidden: boolean;
  /** Of the column with which rows are selected: how its cells look. */
  readonly marker?: "check" | "radio";
  /** Whether somebody has chosen another format than the app's. */
  readonly formatted?: boolean;
  readonly width: number | undefined;
  readonly look: ColumnLook | undefined;
  /** The text of a value that is there. */
  readonly text: (value: unknown) => string;
  /** Styles by the number that the column's cells have, if the app has given some, and the header's own. */
  readonly palette?: readonly CellStyle[];
  readonly headStyle?: CellStyle;
}

/** What a cell shows: the text that the app has given it, else its value's. */
export function cellText(shown: ShownColumn, row: number, placeholder: string | null): string {
  const given = shownText(shown, row);
  if (given !== null) return given;
  const value = shown.column.at(row);
  return isMissing(value) ? placeholderOf(shown.column, value, placeholder) : shown.text(value);
}

/** The text that the app has given a cell, unless it has given the whole column a format or a type. */
export function shownText({ column, look, formatted }: ShownColumn, row: number): string | null {
  if (column.shows === undefined || formatted || look?.format || (look?.type && !PLAIN.has(look.type)))
    return null;
  return column.shows(row);
}

/** Types of columns whose cells are texts. */
const PLAIN: ReadonlySet<string> = new Set(["text", "number", "date", "datetime", "time", "selectbox"]);

const WIDTHS = { small: 75, medium: 200, large: 400 } as const;
const SAMPLE = 200;

/** A column as the grid shows it, in the look that an app has asked for. `id` tells it from all others of the table. */
export function shownColumn(
  column: Column,
  look: ColumnLook | undefined,
  isIndex: boolean,
  id: string,
): ShownColumn {
  const numeric = column.kind === "int" || column.kind === "float" || column.kind === "duration";
  const asText = look?.type === "text" || look?.type === "selectbox" || look?.type === "link";
  return {
    id,
    column,
    look,
    isIndex,
    hidden: false,
    label: look?.label ?? column.labels?.at(-1) ?? column.name,
    above: column.labels?.slice(0, -1) ?? [],
    help: look?.help ?? null,
    align:
      look?.alignment ??
      (column.kind === "bool" || look?.type === "checkbox"
        ? "center"
        : numeric && !asText
          ? "right"
          : "left"),
    pinned: look?.pinned ?? isIndex,
    width: typeof look?.width === "string" ? WIDTHS[look.width] : (look?.width ?? undefined),
    text: textOf(column, look),
  };
}

type Format = Partial<Pick<ColumnLook, "type" | "format" | "timezone">>;

/** The function that spells a column's values: chosen once, called for each cell. */
export function textOf(column: Column, look?: Format): (value: unknown) => string {
  const format = numberFormat(look?.format);
  if (column.kind === "int" || column.kind === "float") {
    if (look?.type === "date" || look?.type === "datetime")
      return momentOf("datetime", column, undefined, look);
    if (format) return (value) => format(numberOf(column, value));
    if (column.kind === "int") return String;
    const { scale } = column;
    if (scale !== undefined)
      return (value) => (typeof value === "bigint" ? decimalText(value, scale) : plain(Number(value)));
    const digits = digitsOf(column);
    return (value) => fixed(Number(value), digits);
  }
  switch (column.kind) {
    case "date":
    case "datetime":
      return momentOf(column.kind, column, look?.timezone ?? column.zone, look);
    case "time":
      return (value) =>
        look?.format ? timeOf(numberOf(column, value), look.format) : isoTime(...parts(column, value));
    case "duration":
      return (value) => durationOf(column, value);
    case "list":
      return (value) => (value as unknown[]).map(itemText).join(", ");
    case "other":
      return itemText;
    default:
      return String;
  }
}

/** Whole milliseconds of a time, and the digits below them. */
function parts(column: Column, value: unknown): [number, string] {
  if (typeof value !== "bigint" || column.scale === undefined) return [Number(value), ""];
  const unit = 10n ** BigInt(column.scale);
  const below = ((value % unit) + unit) % unit;
  return [Number((value - below) / unit), String(below).padStart(column.scale, "0")];
}

function durationOf(column: Column, value: unknown): string {
  const ms = numberOf(column, value);
  if (ms < 0 && typeof value === "bigint") return `−${durationOf(column, -value)}`;
  return Math.abs(ms) < 1000 ? durationText(ms) : durationText(...parts(column, value));
}

function momentOf(
  kind: "date" | "datetime",
  column: Column,
  zone: string | undefined,
  look: Format | undefined,
) {
  const shownAs = look?.type === "date" ? "date" : look?.type === "time" ? "time" : kind;
  const format = look?.format;
  return (value: unknown): string => {
    const [ms, below] = parts(column, value);
    const date = inZone(ms, zone);
    if (format === "distance") return distance(ms);
    if (format === "localized" || format === "calendar") {
      const options: Intl.DateTimeFormatOptions =
        shownAs === "date" ? { dateStyle: "medium" } : { dateStyle: "medium", timeStyle: "medium" };
      return new Intl.DateTimeFormat(undefined, { ...options, timeZone: "UTC" }).format(date);
    }
    if (format && format !== "iso8601") return pattern(date, format, date.getTime() - ms);
    if (shownAs === "date") return isoDate(date);
    if (shownAs === "time") return isoTime(date.getTime(), below);
    if (format === "iso8601") return isoDateTime(ms, below, zone).replace(" ", "T");
    return isoDateTime(ms, below, zone);
  };
}

function timeOf(ms: number, format: string): string {
  if (format === "iso8601") return isoTime(ms);
  if (format === "localized")
    return new Intl.DateTimeFormat(undefined, { timeStyle: "medium", timeZone: "UTC" }).format(ms);
  return pattern(new Date(ms), format);
}

/** An item of a list as text. */
export function itemText(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : plain(value);
  if (Array.isArray(value)) return value.map(itemText).join(", ");
  return typeof value === "object" ? JSON.stringify(value, jsonable) : String(value);
}

function jsonable(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** Digits behind the point that a column's numbers need, four at most: so that points stand below each other. */
export function digitsOf(column: Column): number {
  let digits = 0;
  for (let row = 0; row < Math.min(column.length, SAMPLE) && digits < 4; row++) {
    const value = column.at(row);
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    const fraction = plain(value).split(".")[1];
    if (fraction !== undefined && !fraction.includes("e")) digits = Math.max(digits, fraction.length);
  }
  return digits;
}

function fixed(value: number, digits: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size >= 1e16 || (size > 0 && size < 0.5 * 10 ** -Math.max(digits, 4))) {
    return plain(value);
  }
  return value.toFixed(digits);
}

export interface Found {
  readonly row: number;
  readonly column: number;
}

/** Cells whose text has the words, in reading order; `limit` at most. */
export function search(
  columns: readonly ShownColumn[],
  rows: number,
  rowAt: (row: number) => number,
  words: string,
  limit = 10_000,
): Found[] {
  const wanted = words.trim().toLowerCase();
  const found: Found[] = [];
  if (wanted === "") return found;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns.length; i++) {
      const shown = columns[i];
      const value = shown?.column.at(rowAt(row));
      if (shown === undefined) continue;
      const given = shownText(shown, rowAt(row));
      if (given === null && isMissing(value)) continue;
      if ((given ?? shown.text(value)).toLowerCase().includes(wanted)) {
        found.push({ row, column: i });
        if (found.length >= limit) return found;
      }
    }
  }
  return found;
}

/** What stands in the place of a missing value: what the app wants there, else what Python calls it. */
export function placeholderOf(column: Column, value: unknown, placeholder: string | null): string {
  return placeholder ?? missingText(column, value);
}

/** A range of cells as text: tab-separated for the clipboard, comma-separated for a file. */
export function textOfRange(
  columns: readonly ShownColumn[],
  rows: Iterable<number>,
  separator: "\t" | ",",
  header: boolean,
): string {
  const quote = (text: string) =>
    text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines: string[] = [];
  if (header) lines.push(columns.map(({ label }) => quote(label)).join(separator));
  for (const row of rows) {
    lines.push(
      columns
        .map(({ column, text }) => {
          const value = column.at(row);
          if (isMissing(value)) return "";
          // Numbers go out as they are, not as they look.
          return quote(typeof value === "number" && isNumeric(column) ? String(value) : text(value));
        })
        .join(separator),
    );
  }
  return lines.join("\n");
}

function isNumeric(column: Column): boolean {
  return column.kind === "int" || column.kind === "float";
}
