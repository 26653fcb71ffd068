import type { Column } from "./arrow";
import { isMissing, numberOf } from "./arrow";
import { itemText } from "./cells";
import { isoDate, isoTime } from "./dates";

/** A value as it travels. Dates and times are texts in ISO 8601, durations seconds. */
export type Value = string | number | bigint | boolean | null | readonly string[];
export type Cells = readonly (readonly [string, Value])[];
/** A row of the app's data by its position, or an added one by its id. */
export type Row = number | string;

export type Op =
  | readonly ["set", Row, Cells]
  | readonly ["unset", Row, readonly string[]]
  | readonly ["add", string, Cells, string | null]
  | readonly ["delete", readonly Row[]]
  | readonly ["restore", readonly number[]];

/** All changes of a table, as the server knows them. */
export interface Edits {
  readonly of: string;
  readonly cells: readonly (readonly [number, Cells])[];
  readonly added: readonly (readonly [string, Cells])[];
  readonly deleted: readonly number[];
  readonly seen: readonly (readonly [string, number])[];
}

/** Changes of a table in a form in which cells are found. Never changed. */
export interface Changes {
  readonly cells: ReadonlyMap<number, ReadonlyMap<string, Value>>;
  readonly added: readonly (readonly [string, ReadonlyMap<string, Value>])[];
  readonly deleted: ReadonlySet<number>;
}

export function changesOf(edits: Edits): Changes {
  return {
    cells: new Map(edits.cells.map(([row, cells]) => [row, new Map(cells)])),
    added: edits.added.map(([id, cells]) => [id, new Map(cells)]),
    deleted: new Set(edits.deleted),
  };
}

/** The changes after one more step, as the server makes them. */
export function after(changes: Changes, op: Op): Changes {
  switch (op[0]) {
    case "set":
    case "unset": {
      const [verb, row, what] = op;
      const change = (cells: ReadonlyMap<string, Value> | undefined) => {
        const next = new Map(cells);
        if (verb === "set") for (const [name, value] of what) next.set(name, value);
        else for (const name of what) next.delete(name);
        return next;
      };
      if (typeof row === "string") {
        const added = changes.added.map((each) =>
          each[0] === row ? ([row, change(each[1])] as const) : each,
        );
        return { ...changes, added };
      }
      return { ...changes, cells: new Map(changes.cells).set(row, change(changes.cells.get(row))) };
    }
    case "add": {
      const [, id, cells, before] = op;
      const others = changes.added.filter((each) => each[0] !== id);
      const at = before === null ? -1 : others.findIndex((each) => each[0] === before);
      return { ...changes, added: others.toSpliced(at < 0 ? others.length : at, 0, [id, new Map(cells)]) };
    }
    case "delete": {
      const gone = new Set(op[1]);
      return {
        ...changes,
        added: changes.added.filter(([id]) => !gone.has(id)),
        deleted: new Set([...changes.deleted, ...op[1].filter((row) => typeof row === "number")]),
      };
    }
    case "restore": {
      const back = new Set(op[1]);
      return { ...changes, deleted: new Set([...changes.deleted].filter((row) => !back.has(row))) };
    }
  }
}

/** What takes a step back. */
export function inverse(changes: Changes, op: Op): readonly Op[] {
  switch (op[0]) {
    case "set":
    case "unset": {
      const [verb, row, what] = op;
      const cells = typeof row === "string" ? rowOf(changes, row) : changes.cells.get(row);
      const names = verb === "set" ? what.map(([name]) => name) : what;
      const old = names
        .filter((name) => cells?.has(name))
        .map((name) => [name, cells?.get(name) ?? null] as const);
      const fresh = names.filter((name) => !cells?.has(name));
      return [
        ...(old.length > 0 ? ([["set", row, old]] as const) : []),
        ...(fresh.length > 0 ? ([["unset", row, fresh]] as const) : []),
      ];
    }
    case "add":
      return [["delete", [op[1]]]];
    case "delete": {
      const rows = op[1].filter((row) => typeof row === "number");
      const added = changes.added.flatMap(([id, cells], i): Op[] =>
        op[1].includes(id) ? [["add", id, [...cells], nextKept(changes, i, op[1])]] : [],
      );
      return [...(rows.length > 0 ? ([["restore", rows]] as const) : []), ...added];
    }
    case "restore":
      return [["delete", op[1]]];
  }
}

function nextKept({ added }: Changes, from: number, gone: readonly Row[]): string | null {
  return added.slice(from + 1).find(([id]) => !gone.includes(id))?.[0] ?? null;
}

function rowOf({ added }: Changes, id: string): ReadonlyMap<string, Value> | undefined {
  return added.find((each) => each[0] === id)?.[1];
}

/** A value that travels as a column of a table has it. */
export function fromWire(column: Column, value: Value): unknown {
  if (value === null) return null;
  const scaled = (whole: number) =>
    column.scale === undefined ? whole : BigInt(Math.round(whole)) * 10n ** BigInt(column.scale);
  switch (column.kind) {
    case "date":
    case "datetime": {
      const text = String(value);
      const ms = Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) || !text.includes("T") ? text : `${text}Z`);
      return Number.isNaN(ms) ? null : scaled(ms);
    }
    case "time": {
      const [, hours, minutes, seconds] = /(\d+):(\d+)(?::([\d.]+))?/.exec(String(value)) ?? [];
      if (hours === undefined) return null;
      return scaled((Number(hours) * 3600 + Number(minutes) * 60) * 1000 + Number(seconds ?? 0) * 1000);
    }
    case "duration":
      return scaled(Number(value) * 1000);
    case "float":
      return column.scale === undefined ? value : BigInt(Math.round(Number(value) * 10 ** column.scale));
    case "text":
      return Array.isArray(value) ? value : typeof value === "string" ? value : String(value);
    default:
      return value;
  }
}

/** A value of a column as it travels. */
export function toWire(column: Column, value: unknown): Value {
  if (isMissing(value)) return null;
  switch (column.kind) {
    case "date":
      return isoDate(new Date(milliseconds(column, value)));
    case "datetime": {
      const text = new Date(milliseconds(column, value)).toISOString();
      return column.zone === undefined ? text.slice(0, -1) : text;
    }
    case "time":
      return isoTime(milliseconds(column, value));
    case "duration":
      return milliseconds(column, value) / 1000;
    case "float":
      return numberOf(column, value);
    case "int":
      return value as number | bigint;
    case "bool":
      return Boolean(value);
    case "list":
      return (value as unknown[]).map(itemText);
    default:
      return Array.isArray(value) ? value.map(itemText) : String(value);
  }
}

function milliseconds(column: Column, value: unknown): number {
  return numberOf(column, value);
}
