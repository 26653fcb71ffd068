import { type DataType, TimeUnit, Type } from "@uwdata/flechette";
import { durationText, isoDate, isoDateTime, isoTime } from "./dates";

export const TO_MS: Readonly<Record<number, number>> = {
  [TimeUnit.SECOND]: 1000,
  [TimeUnit.MILLISECOND]: 1,
  [TimeUnit.MICROSECOND]: 1e-3,
  [TimeUnit.NANOSECOND]: 1e-6,
};

/** A function that returns what stands in a list: numbers, booleans and texts as they are, all else as a text. */
export function itemOf(type: DataType): (value: unknown) => unknown {
  const item = converter(type);
  return (value) => (value === null || value === undefined ? null : item(value));
}

function converter(type: DataType): (value: unknown) => unknown {
  switch (type.typeId) {
    case Type.Int:
      return small;
    case Type.Float:
    case Type.Bool:
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return (value) => value;
    case Type.Decimal:
      return (value) => decimalText(BigInt(value as bigint | number), type.scale);
    case Type.Date:
      return (value) => isoDate(new Date(Number(value)));
    case Type.Timestamp:
      return (value) => isoDateTime(...split(Number(value)), type.timezone ?? undefined);
    case Type.Time:
      return (value) => isoTime(...split(Number(value) * (TO_MS[type.unit] ?? 1)));
    case Type.Duration:
      return (value) => durationText(Number(value) * (TO_MS[type.unit] ?? 1));
    case Type.Interval:
      return (value) => intervalText(value as Iterable<number>);
    case Type.Binary:
    case Type.LargeBinary:
    case Type.FixedSizeBinary:
    case Type.BinaryView:
      return (value) => bytesText(value as Uint8Array);
    case Type.Dictionary:
      return converter(type.dictionary);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView:
    case Type.Struct:
    case Type.Map:
    case Type.Union:
      return nested(type);
    default:
      return (value) => value;
  }
}

/** A function that writes a value of a nested type as JSON, with texts for what JSON has no form for. */
function writer(type: DataType): (value: unknown) => string {
  const write = nested(type);
  return (value) => (value === null || value === undefined ? "null" : write(value));
}

function nested(type: DataType): (value: unknown) => string {
  switch (type.typeId) {
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView: {
      const item = writer((type.children[0] as { type: DataType }).type);
      return (value) => `[${Array.from(value as Iterable<unknown>, item).join(", ")}]`;
    }
    case Type.Struct: {
      const fields = type.children.map((field) => [field.name, writer(field.type)] as const);
      return (value) => {
        const held = value as Readonly<Record<string, unknown>>;
        return `{${fields.map(([name, write]) => `${JSON.stringify(name)}: ${write(held[name])}`).join(", ")}}`;
      };
    }
    case Type.Map: {
      const [key, value] = (
        (type.children[0] as { type: DataType }).type as { children: { type: DataType }[] }
      ).children as [{ type: DataType }, { type: DataType }];
      const [name, write] = [itemOf(key.type), writer(value.type)];
      return (entries) =>
        `{${Array.from(entries as Iterable<readonly [unknown, unknown]>, ([one, other]) => `${JSON.stringify(String(name(one)))}: ${write(other)}`).join(", ")}}`;
    }
    case Type.Union:
      return (value) => JSON.stringify(value, plainly) ?? "null";
    default: {
      const item = converter(type);
      return (value) => {
        const shown = item(value);
        return typeof shown === "string" ? JSON.stringify(shown) : String(shown);
      };
    }
  }
}

function plainly(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** 64-bit integers as numbers where those are exact. */
export function small(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** A decimal number with all its digits. `scale` of them stand behind the point. */
export function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return String(value * 10n ** BigInt(-scale));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Whole milliseconds, and the digits of microseconds below. */
function split(ms: number): [number, string] {
  const micros = Math.round((ms - Math.floor(ms)) * 1000);
  return micros === 1000 ? [Math.floor(ms) + 1, ""] : [Math.floor(ms), String(micros).padStart(3, "0")];
}

const UNITS = { 2: ["day", "ms"], 3: ["month", "day", "ns"] } as const;

/** A calendar interval: months, days and nanoseconds, or some of them. */
export function intervalText(value: number | Iterable<number>): string {
  if (typeof value === "number") return counted(value, "month");
  const parts = [...value];
  const units = UNITS[parts.length as 2 | 3] ?? UNITS[3];
  const said = parts.map((count, i) => (count === 0 ? "" : counted(count, units[i] ?? ""))).filter(Boolean);
  return said.join(" ") || counted(0, "day");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${unit.endsWith("s") || Math.abs(count) === 1 ? "" : "s"}`;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Bytes as text if they are some; else what is not ASCII as Python writes it. */
export function bytesText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) =>
      byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`,
    ).join("");
  }
}
