import type { ColumnLook, ColumnRules } from "../../protocol.gen";
import { type Column, isMissing, numberOf } from "./arrow";
import { itemText } from "./cells";
import { toWire, type Value } from "./edits";
import { plain } from "./numbers";

/** What somebody has entered as a value, or why it is none. */
export type Parsed = { readonly value: Value } | { readonly error: string };

const YES = new Set(["true", "yes", "y", "1", "on", "x", "✓"]);
const NO = new Set(["false", "no", "n", "0", "off"]);

/** A text that was typed or pasted, as a value of a column. An empty text is no value. */
export function parse(rules: ColumnRules, look: ColumnLook | undefined, text: string): Parsed {
  const trimmed = text.trim();
  if (trimmed === "") return rules.required ? { error: "A value is needed here" } : { value: null };
  switch (rules.type) {
    case "number":
      return rules.kind === "text" ? { value: trimmed } : number(rules, trimmed);
    case "checkbox": {
      const word = trimmed.toLowerCase();
      return YES.has(word) || NO.has(word) ? { value: YES.has(word) } : { error: "Enter yes or no" };
    }
    case "selectbox": {
      const found = rules.options?.find(
        (option) => String(option) === trimmed || labelOf(look, option) === trimmed,
      );
      return found === undefined ? { error: "Choose one of the options" } : { value: found };
    }
    case "list":
    case "multiselect":
      return list(rules, look, trimmed);
    case "date":
    case "datetime":
    case "time":
      return moment(rules, trimmed);
    default:
      return textValue(rules, text);
  }
}

function number(rules: ColumnRules, text: string): Parsed {
  let digits = text.replace(/[\s_'$€£¥%]/g, "").replace("−", "-");
  if (/^-?\d{1,3}(,\d{3})+(\.\d*)?$/.test(digits)) digits = digits.replaceAll(",", "");
  else if (!digits.includes(".")) digits = digits.replace(",", ".");
  let value = Number(digits);
  if (digits === "" || !Number.isFinite(value)) return { error: "Enter a number" };
  if (rules.kind === "integer") {
    if (!Number.isSafeInteger(value) && /^-?\d+$/.test(digits)) return { value: BigInt(digits) };
    value = Math.trunc(value);
  } else if (rules.step !== null && rules.step > 0) {
    const places = (plain(rules.step).split(".")[1] ?? "").length;
    value = Number(value.toFixed(places));
  }
  if (typeof rules.min === "number" && value < rules.min)
    return { error: `The smallest value is ${rules.min}` };
  if (typeof rules.max === "number" && value > rules.max)
    return { error: `The largest value is ${rules.max}` };
  return { value };
}

function list(rules: ColumnRules, look: ColumnLook | undefined, text: string): Parsed {
  const items = listItems(text).map((item) => optionOf(look, item));
  if (rules.type === "multiselect" && rules.options !== null && !rules.new_options) {
    const known = new Set(rules.options.map(String));
    if (!items.every((item) => known.has(item))) return { error: "Choose from the options" };
  }
  return { value: items };
}

function listItems(text: string): string[] {
  if (text.startsWith("[")) {
    try {
      const read: unknown = JSON.parse(text);
      if (Array.isArray(read)) return read.map(itemText);
    } catch {
      // No JSON after all: the brackets are part of the text.
    }
  }
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function moment(rules: ColumnRules, text: string): Parsed {
  const value = rules.type === "time" ? timeText(text) : momentText(text, rules.type === "date");
  if (value === null) return { error: rules.type === "time" ? "Enter a time" : "Enter a date" };
  const { min, max } = rules;
  if (typeof min === "string" && value < min) return { error: `The earliest value is ${min}` };
  if (typeof max === "string" && value > `${max}~`) return { error: `The latest value is ${max}` };
  return { value };
}

function timeText(text: string): string | null {
  const found = /^(?:.*[T ])?(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?$/.exec(text);
  if (!found || Number(found[1]) > 23 || Number(found[2]) > 59 || Number(found[3] ?? 0) > 59) return null;
  const [, hours = "", minutes, seconds = "00", below = ".000"] = found;
  return `${hours.padStart(2, "0")}:${minutes}:${seconds}${below.slice(0, 7)}`;
}

function momentText(text: string, day: boolean): string | null {
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (iso && !Number.isNaN(Date.parse(iso[1] ?? ""))) {
    if (day) return iso[1] ?? null;
    return `${iso[1]}T${iso[2] ?? "00:00"}${iso[3] ?? ":00"}${(iso[4] ?? ".000").slice(0, 7)}${iso[5] ?? ""}`;
  }
  if (!/[\s/.,-]/.test(text)) return null; // a lone number is no date
  // What else a browser reads is in its own zone: its fields are what was entered.
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return null;
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString();
  return day ? local.slice(0, 10) : local.slice(0, -1);
}

function textValue(rules: ColumnRules, text: string): Parsed {
  if (rules.max_chars !== null && [...text].length > rules.max_chars)
    return { error: `Enter at most ${rules.max_chars} characters` };
  if (rules.validate !== null) {
    try {
      if (!new RegExp(rules.validate, "us").test(text)) return { error: "This text is not valid" };
    } catch {
      // A pattern that only Python understands: the server checks it.
    }
  }
  return { value: text };
}

/** The text of an option. */
export function labelOf(look: ColumnLook | undefined, option: unknown): string {
  return look?.options?.find(([value]) => value === option)?.[1] ?? String(option);
}

function optionOf(look: ColumnLook | undefined, label: string): string {
  const found = look?.options?.find(([, text]) => text === label);
  return found === undefined ? label : String(found[0]);
}

/** A value of a column as one edits it. */
export function editText(column: Column, rules: ColumnRules, value: unknown): string {
  if (isMissing(value)) return "";
  if (Array.isArray(value)) return value.map(itemText).join(", ");
  if (column.kind === "int" || column.kind === "float") {
    return typeof value === "bigint" && column.scale === undefined
      ? String(value)
      : plain(numberOf(column, value));
  }
  const text = String(toWire(column, value));
  return rules.type === "datetime" ? text.replace("T", " ").replace(/\.000(?=Z?$)/, "") : text;
}

/** The cells of a text from a spreadsheet: lines and tabs, with quotes around what contains some. */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const field = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/y;
  while (field.lastIndex < text.length) {
    const found = field.exec(text);
    if (found === null) break;
    const [, cell = "", end] = found;
    const quoted = cell.length > 1 && cell.startsWith('"') && cell.endsWith('"');
    rows.at(-1)?.push(quoted ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== "\t" && end !== "" && field.lastIndex < text.length) rows.push([]);
    else if (end === "\t" && field.lastIndex >= text.length) rows.at(-1)?.push("");
  }
  return rows;
}
