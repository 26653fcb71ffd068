import { type Column as ArrowColumn, type DataType, TimeUnit, Type, tableFromIPC } from "@uwdata/flechette";

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
  at(row: number): unknown;
  /** Digits behind the point that the type itself has: of decimals. */
  readonly scale?: number;
  /** IANA name or offset of the zone in which moments are shown; without one they are shown as they are. */
  readonly zone?: string;
}

export interface Table {
  readonly rows: number;
  /** Index columns; empty if the index only counts or there is none. */
  readonly index: readonly Column[];
  readonly columns: readonly Column[];
  /** Whether the source has an index at all. */
  readonly indexed: boolean;
}

interface Said {
  readonly index: number;
  readonly counter: readonly [number, number] | null;
  readonly rows: number;
}

const TO_MS: Readonly<Record<number, number>> = {
  [TimeUnit.SECOND]: 1000,
  [TimeUnit.MILLISECOND]: 1,
  [TimeUnit.MICROSECOND]: 1e-3,
  [TimeUnit.NANOSECOND]: 1e-6,
};

/** A table as Python wrote it. */
export function decode(bytes: Uint8Array): Table {
  // Arrow's numbers must stand at multiples of their size, and bytes within a message stand anywhere.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const table = tableFromIPC(aligned, { useBigInt: true, useProxy: false });
  const said = JSON.parse(table.schema.metadata?.get("treadle") ?? "null") as Said | null;
  const count = said?.index ?? 0;
  const columns = table.schema.fields.map((field, i) => column(field.name, table.getChildAt(i)));
  const rows = said?.rows ?? table.numRows;
  const index =
    said?.counter == null ? columns.slice(0, count) : [counting(said.counter[0], said.counter[1], rows)];
  return { rows, index, columns: columns.slice(count), indexed: index.length > 0 };
}

/** The index of a table that only counts. */
function counting(start: number, step: number, length: number): Column {
  return { name: "", kind: "int", length, at: (row) => start + row * step };
}

function column(name: string, values: ArrowColumn<unknown>): Column {
  const type = inner(values.type);
  const base = { name, length: values.length };
  const plain = (row: number) => values.at(row);
  switch (type.typeId) {
    case Type.Int:
      return { ...base, kind: "int", at: (row) => small(values.at(row)) };
    case Type.Float:
      return { ...base, kind: "float", at: (row) => number(values.at(row)) };
    case Type.Decimal:
      return { ...base, kind: "float", at: plain, scale: type.scale };
    case Type.Bool:
      return { ...base, kind: "bool", at: plain };
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
    case Type.Null:
      return { ...base, kind: "text", at: plain };
    case Type.Date:
      return { ...base, kind: "date", at: plain };
    case Type.Timestamp:
      return { ...base, kind: "datetime", at: plain, ...(type.timezone ? { zone: type.timezone } : {}) };
    case Type.Time:
    case Type.Duration: {
      const factor = TO_MS[type.unit] ?? 1;
      return {
        ...base,
        kind: type.typeId === Type.Time ? "time" : "duration",
        at: (row) => {
          const value = values.at(row);
          return value === null ? null : Number(value) * factor;
        },
      };
    }
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView:
      return { ...base, kind: "list", at: (row) => list(values.at(row)) };
    default:
      return { ...base, kind: "other", at: plain };
  }
}

function inner(type: DataType): DataType {
  return type.typeId === Type.Dictionary ? type.dictionary : type;
}

/** 64-bit integers as numbers where those are exact. */
function small(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** pandas and numpy write what is missing as not a number. */
function number(value: unknown): unknown {
  return typeof value === "number" && Number.isNaN(value) ? null : value;
}

function list(value: unknown): unknown[] | null {
  if (value === null || value === undefined) return null;
  return Array.from(value as Iterable<unknown>, small);
}
