import { type Column as ArrowColumn, type DataType, TimeUnit, Type, tableFromIPC } from "@uwdata/flechette";
import type { Arrangement, Blocks } from "./blocks";
import { type CellStyle, cellStyle } from "./colors";
import { bytesText, intervalText, itemOf, small } from "./nested";

/** What a column's values are, as far as showing, sorting and drawing them goes. */
export type ColumnKind =
  | "int"
  | "float"
  | "bool"
  | "text"
  | "date"
  | "datetime"
  | "time"
  | "duration"
  | "list"
  | "other";

/** A column of a decoded table. `at` gives null for what is missing; times are milliseconds. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly length: number;
  /** Its place among the columns as Python wrote them; -1 of an index that only counts. */
  readonly field?: number;
  at(row: number): unknown;
  /** Digits behind the point that a bigint of this column has: of decimals, and of milliseconds. */
  readonly scale?: number;
  /** IANA name or offset of the zone in which moments are shown; without one they are shown as they are. */
  readonly zone?: string;
  /** What is missing is called so; else `None`. */
  readonly missing?: string;
  /** The column's labels, outermost first, where a table's header has several rows or names that are not its columns'. */
  readonly labels?: readonly string[];
  /** What people have entered in a cell; undefined if they have not. */
  readonly entered?: (row: number) => unknown;
  /** The number of a cell's style in the table's palette, and what a cell shows instead of its value. */
  readonly style?: (row: number) => number;
  readonly shows?: (row: number) => string | null;
}

export interface Table {
  readonly rows: number;
  /** Index columns; empty if the index only counts or there is none. */
  readonly index: readonly Column[];
  readonly columns: readonly Column[];
  /** Whether the source has an index at all. */
  readonly indexed: boolean;
  /** The names of the header's rows, outermost first. */
  readonly levels: readonly string[];
  readonly styles?: TableStyles;
  readonly caption?: string;
  /** The rows that are there, of a table from which some were deleted, or to which some were added. */
  readonly sources?: Uint32Array;
  /** The table from which this one differs only in values. */
  readonly since?: Table;
  /** The rows of a table that stays on the server. */
  readonly blocks?: Blocks;
  /** Of a table on the server in which people have changed something: what the server must know to sort by `keys`. */
  readonly arrangement?: (keys: string) => Arrangement;
  /** The rows in which people have entered something, of a table on the server. */
  readonly touched?: readonly number[];
  /** The places of rows in the data, of some rows in another order. */
  readonly places?: (row: number) => unknown;
}

/** What an app has said about the look of a table's cells, besides what each cell has. */
export interface TableStyles {
  /** CSS by the number that cells have; 0 is none. Python has checked properties and values. */
  readonly palette: readonly CellStyle[];
  /** The style of each column's header; empty for none. */
  readonly heads: readonly number[];
  readonly hideIndex: boolean;
  /** The positions of columns that are not shown. */
  readonly hidden: readonly number[];
}

type Label = string | number | boolean | null;

interface Said {
  readonly index: number;
  readonly counter: readonly [number, number] | null;
  readonly rows: number;
  readonly labels?: readonly (readonly [string | null, string, readonly Label[]])[];
  readonly styles?: SaidStyles;
  /** Whether these are some rows in another order: a last column has their places in the data. */
  readonly sorted?: boolean;
}

interface SaidStyles {
  readonly palette: readonly (readonly (readonly [string, string])[])[];
  /** Which columns have numbers of styles, and which have texts: the last columns of the table, in this order. */
  readonly codes: readonly number[];
  readonly texts: readonly number[];
  /** The style of columns whose cells share one. */
  readonly whole: Readonly<Record<string, number>>;
  readonly heads: readonly number[];
  readonly caption: string | null;
  readonly hide_index: boolean;
  readonly hidden: readonly number[];
}

/** A table as Python wrote it. */
export function decode(bytes: Uint8Array): Table {
  // Arrow's numbers must stand at multiples of their size, and bytes within a message stand anywhere.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const table = tableFromIPC(aligned, { useBigInt: true, useDecimalInt: true, useProxy: false });
  const said = JSON.parse(table.schema.metadata?.get("treadle") ?? "null") as Said | null;
  const count = said?.index ?? 0;
  const levels = said?.labels ?? [];
  const styles = said?.styles;
  const beside = styles ? styles.codes.length + styles.texts.length : said?.sorted ? 1 : 0;
  const first = table.schema.fields.length - beside;
  const places = said?.sorted ? table.getChildAt(first) : undefined;
  const columns = table.schema.fields.slice(0, first).map((field, i) => ({
    ...column(field.name, table.getChildAt(i)),
    field: i,
    ...(styles ? styled(styles, i, first, (at) => table.getChildAt(at)) : {}),
    ...(field.metadata?.get("treadle") === "NaT" ? { missing: "NaT" } : {}),
    ...(i >= count && levels.length > 0
      ? { labels: levels.map(([, type, labels]) => labelText(labels[i - count] ?? null, type)) }
      : {}),
  }));
  const rows = said?.rows ?? table.numRows;
  const index =
    said?.counter == null ? columns.slice(0, count) : [counting(said.counter[0], said.counter[1], rows)];
  return {
    rows,
    index,
    columns: columns.slice(count),
    indexed: index.length > 0,
    levels: levels.map(([name]) => name ?? ""),
    ...(places ? { places: (row: number) => places.at(row) } : {}),
    ...(styles?.caption ? { caption: styles.caption } : {}),
    ...(styles
      ? {
          styles: {
            palette: styles.palette.map(cellStyle),
            heads: styles.heads,
            hideIndex: styles.hide_index,
            hidden: styles.hidden,
          },
        }
      : {}),
  };
}

/** The styles and the texts of one column's cells. */
function styled(
  { codes, texts, whole }: SaidStyles,
  position: number,
  first: number,
  childAt: (i: number) => ArrowColumn<unknown>,
): Pick<Column, "style" | "shows"> {
  const own = codes.indexOf(position);
  const shown = texts.indexOf(position);
  const numbers = own < 0 ? undefined : childAt(first + own);
  const words = shown < 0 ? undefined : childAt(first + codes.length + shown);
  const shared = whole[position];
  return {
    ...(numbers
      ? { style: (row: number) => Number(numbers.at(row)) }
      : shared
        ? { style: () => shared }
        : {}),
    ...(words ? { shows: (row: number) => words.at(row) as string | null } : {}),
  };
}

/** A column's label as Python writes it. */
function labelText(label: Label, type: string): string {
  if (label === null) return "None";
  if (typeof label === "boolean") return label ? "True" : "False";
  return typeof label === "number" && type.startsWith("float") && Number.isInteger(label)
    ? label.toFixed(1)
    : String(label);
}

/** Whether a value stands for none: pandas and numpy write what is missing as not a number. */
export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value));
}

/** What a missing value of a column is called. */
export function missingText(column: Column, value: unknown): string {
  return typeof value === "number" ? "NaN" : (column.missing ?? "None");
}

/** A value of a column as a number: of times, milliseconds. */
export function numberOf(column: Column, value: unknown): number {
  return typeof value === "bigint" && column.scale !== undefined
    ? Number(value) / 10 ** column.scale
    : Number(value);
}

/** The index of a table that only counts. */
function counting(start: number, step: number, length: number): Column {
  return { name: "", kind: "int", length, field: -1, at: (row) => start + row * step };
}

/** Digits of a unit behind the point of milliseconds. */
const DIGITS: Readonly<Record<number, number>> = { [TimeUnit.MICROSECOND]: 3, [TimeUnit.NANOSECOND]: 6 };

function column(name: string, values: ArrowColumn<unknown>): Column {
  const type = inner(values.type);
  const base = { name, length: values.length };
  const plain = (row: number) => values.at(row);
  switch (type.typeId) {
    case Type.Int:
      return { ...base, kind: "int", at: (row) => small(values.at(row)) };
    case Type.Float:
      return { ...base, kind: "float", at: plain };
    case Type.Decimal:
      return { ...base, kind: "float", at: (row) => whole(values.at(row)), scale: type.scale };
    case Type.Bool:
      return { ...base, kind: "bool", at: plain };
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
    case Type.Null:
      return { ...base, kind: "text", at: plain };
    case Type.Binary:
    case Type.LargeBinary:
    case Type.FixedSizeBinary:
    case Type.BinaryView:
      return { ...base, kind: "text", at: (row) => there(values.at(row) as Uint8Array, bytesText) };
    case Type.Date:
      return { ...base, kind: "date", at: plain };
    case Type.Timestamp: {
      const scale = DIGITS[type.unit];
      const exact = scale === undefined ? undefined : stored(values);
      return {
        ...base,
        kind: "datetime",
        at: exact ?? plain,
        ...(exact && scale ? { scale } : {}),
        ...(type.timezone ? { zone: type.timezone } : {}),
      };
    }
    case Type.Time:
    case Type.Duration: {
      const scale = DIGITS[type.unit];
      const factor = type.unit === TimeUnit.SECOND ? 1000 : 1;
      return {
        ...base,
        kind: type.typeId === Type.Time ? "time" : "duration",
        at: (row) => there(values.at(row), (value) => (scale ? whole(value) : Number(value) * factor)),
        ...(scale ? { scale } : {}),
      };
    }
    case Type.Interval:
      return { ...base, kind: "text", at: (row) => there(values.at(row) as number, intervalText) };
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView: {
      const item = itemOf((type.children[0] as { type: DataType }).type);
      return {
        ...base,
        kind: "list",
        at: (row) => there(values.at(row), (list) => Array.from(list as Iterable<unknown>, item)),
      };
    }
    case Type.Struct:
    case Type.Map: {
      const item = itemOf(type);
      return { ...base, kind: "text", at: (row) => item(values.at(row)) };
    }
    default:
      return { ...base, kind: "other", at: plain };
  }
}

function inner(type: DataType): DataType {
  return type.typeId === Type.Dictionary ? type.dictionary : type;
}

function there<V, R>(value: V | null | undefined, convert: (value: V) => R): R | null {
  return value === null || value === undefined ? null : convert(value);
}

function whole(value: unknown): bigint | null {
  return there(value as bigint | number | null, BigInt);
}

/** What flechette keeps of a column of categories, which its types do not say. */
interface DictionaryBatch {
  readonly dictionary: ArrowColumn<unknown>;
  key(row: number): number;
}

/** The integers that moments are stored as: in milliseconds, a number does not hold all their digits. */
function stored(values: ArrowColumn<unknown>): ((row: number) => bigint | null) | undefined {
  const [batch, ...others] = values.data;
  if (batch === undefined || others.length > 0) return undefined;
  if ("dictionary" in batch) {
    const { dictionary, key } = batch as unknown as DictionaryBatch;
    const stands = stored(dictionary);
    return stands && ((row) => (values.at(row) === null ? null : stands(key.call(batch, row))));
  }
  const integers = batch.values;
  if (!(integers instanceof BigInt64Array)) return undefined;
  return (row) => (values.at(row) === null ? null : (integers[row] ?? null));
}
