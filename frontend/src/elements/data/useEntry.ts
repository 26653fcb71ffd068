import { type KeyboardEvent, useState } from "react";
import type { ColumnRules } from "../../protocol.gen";
import { isMissing } from "./arrow";
import type { ShownColumn } from "./cells";
import { INDEX } from "./editedTable";
import { type Cells, toWire, type Value } from "./edits";
import type { Place } from "./keys";
import { parse, readTsv } from "./parsing";
import type { CellChange, Editing } from "./useEditing";

export interface Range {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

interface Around {
  readonly editing: Editing | null;
  readonly columns: readonly ShownColumn[];
  readonly rows: number;
  readonly rowAt: (row: number) => number;
  readonly say: (text: string) => void;
  /** Do something with rows once the browser has them; `values`: and what is in them. */
  readonly withRows: (top: number, bottom: number, act: () => void, values?: boolean) => void;
}

export interface Entry {
  /** The cell whose field is open, and the character that has opened it. */
  readonly open: { readonly place: Place; readonly typed: string | null } | null;
  readonly rulesAt: (column: number) => ColumnRules | undefined;
  /** Open the field of a cell, or tick its box. False if it cannot be edited. */
  readonly start: (place: Place, typed: string | null) => boolean;
  readonly close: () => void;
  readonly enter: (place: Place, value: Value) => void;
  readonly clear: (range: Range) => void;
  readonly paste: (text: string, range: Range) => void;
  /** Repeat the cells of a range in a larger one around it. */
  readonly fill: (from: Range, to: Range) => void;
  /** Do what a key asks for; false if it asks for nothing. */
  readonly key: (event: KeyboardEvent, command: boolean, at: Place, range: Range | null) => boolean;
}

export function nameOf(shown: ShownColumn): string {
  return shown.isIndex ? INDEX : shown.column.name;
}

/** How values come into the cells of a grid: typed, ticked, pasted, filled and cleared. */
export function useEntry({ editing, columns, rows, rowAt, say, withRows }: Around): Entry {
  const [open, setOpen] = useState<Entry["open"]>(null);
  const rulesAt = (column: number) => {
    const shown = columns[column];
    return shown === undefined || shown.marker ? undefined : editing?.ruleOf(nameOf(shown));
  };
  const valueAt = (row: number, column: number): unknown => columns[column]?.column.at(rowAt(row));
  const enter = (place: Place, value: Value) => {
    const shown = columns[place.column];
    if (shown === undefined) return;
    const old = valueAt(place.row, place.column);
    if (value === null ? isMissing(old) : same(toWire(shown.column, old), value)) return;
    editing?.set([{ source: rowAt(place.row), name: nameOf(shown), value }]);
  };
  const start = (place: Place, typed: string | null): boolean => {
    const rules = rulesAt(place.column);
    if (rules === undefined || place.row < 0 || rowAt(place.row) < 0) return false;
    if (rules.type !== "checkbox") setOpen({ place, typed });
    else if (typed === null || typed === " ") enter(place, valueAt(place.row, place.column) !== true);
    else return false;
    return true;
  };
  const each = (
    range: Range,
    change: (row: number, column: number, rules: ColumnRules) => Value | undefined,
  ) => {
    const changes: CellChange[] = [];
    for (let row = range.top; row <= range.bottom; row++) {
      for (let column = range.left; column <= range.right; column++) {
        const rules = rulesAt(column);
        const shown = columns[column];
        if (rules === undefined || shown === undefined) continue;
        const value = change(row, column, rules);
        if (value !== undefined) changes.push({ source: rowAt(row), name: nameOf(shown), value });
      }
    }
    editing?.set(changes);
    return changes.length;
  };
  const clear = (range: Range) => withRows(range.top, range.bottom, () => clearHere(range));
  const clearHere = (range: Range) => {
    const cleared = each(range, (row, column, rules) =>
      rules.required
        ? undefined
        : rules.type === "checkbox" && rules.kind === "boolean"
          ? valueAt(row, column) === false
            ? undefined
            : false
          : // A value that is still on the server may be there.
            valueAt(row, column) !== undefined && isMissing(valueAt(row, column))
            ? undefined
            : null,
    );
    if (cleared === 0) say("Nothing here can be cleared");
  };

  const paste = (text: string, range: Range) => {
    const lines = readTsv(text);
    const width = Math.max(...lines.map((line) => line.length));
    // One value, or lines that fit several times, fill what is selected.
    const tall = repeats(range.bottom - range.top + 1, lines.length);
    const wide = repeats(range.right - range.left + 1, width);
    const bottom = range.top + lines.length * tall - 1;
    const right = Math.min(columns.length - 1, range.left + width * wide - 1);
    withRows(range.top, Math.min(bottom, rows - 1), () => pasteHere(lines, { ...range, bottom, right }));
  };
  const pasteHere = (lines: readonly (readonly string[])[], range: Range) => {
    const { bottom, right } = range;
    const width = Math.max(...lines.map((line) => line.length));
    let refused = 0;
    const read = (row: number, column: number, rules: ColumnRules): Value | undefined => {
      const cell = lines[(row - range.top) % lines.length]?.[(column - range.left) % width];
      if (cell === undefined) return undefined;
      const parsed = parse(rules, columns[column]?.look, cell);
      if ("value" in parsed) return parsed.value;
      refused += 1;
      return undefined;
    };
    each({ ...range, bottom: Math.min(bottom, rows - 1), right }, read);
    if (bottom >= rows && editing?.add) {
      const more: Cells[] = [];
      for (let row = rows; row <= bottom; row++) {
        const cells: [string, Value][] = [];
        for (let column = range.left; column <= right; column++) {
          const rules = rulesAt(column);
          const shown = columns[column];
          const value = rules === undefined ? undefined : read(row, column, rules);
          if (shown !== undefined && value !== undefined) cells.push([nameOf(shown), value]);
        }
        more.push(cells);
      }
      editing.addRows(more);
    }
    if (refused > 0) say(refused === 1 ? "One cell was not valid" : `${refused} cells were not valid`);
  };

  const fill = (from: Range, to: Range) =>
    withRows(to.top, to.bottom, () => withRows(from.top, from.bottom, () => fillHere(from, to), true));
  const fillHere = (from: Range, to: Range) => {
    const [height, width] = [from.bottom - from.top + 1, from.right - from.left + 1];
    each(to, (row, column, rules) => {
      if (row >= from.top && row <= from.bottom && column >= from.left && column <= from.right)
        return undefined;
      const source = {
        row: from.top + mod(row - from.top, height),
        column: from.left + mod(column - from.left, width),
      };
      const shown = columns[source.column];
      if (shown === undefined) return undefined;
      const value = toWire(shown.column, valueAt(source.row, source.column));
      if (value === null) return rules.required ? undefined : null;
      if (source.column === column) return value;
      const parsed = parse(
        rules,
        columns[column]?.look,
        Array.isArray(value) ? value.join(",") : String(value),
      );
      return "value" in parsed ? parsed.value : undefined;
    });
  };

  const key = (event: KeyboardEvent, command: boolean, at: Place, range: Range | null): boolean => {
    if (editing === null) return false;
    const { key: pressed, shiftKey } = event;
    const low = pressed.toLowerCase();
    if (command && low === "z") {
      if (!(shiftKey ? editing.redo() : editing.undo()))
        say(shiftKey ? "Nothing to do again" : "Nothing to undo");
    } else if (command && low === "y") {
      if (!editing.redo()) say("Nothing to do again");
    } else if (command && low === "d" && range !== null && range.bottom > range.top) {
      fill({ ...range, bottom: range.top }, range);
    } else if (command || event.altKey) return false;
    else if (pressed === "Insert" && editing.add) editing.addRows([[]]);
    else if (
      (pressed === "Delete" || pressed === "Backspace") &&
      range !== null &&
      !columns[at.column]?.marker
    ) {
      clear(range);
    } else if (pressed === "Enter" || pressed === "F2") return start(at, null);
    else if (pressed === " " && !shiftKey)
      return start(at, rulesAt(at.column)?.type === "checkbox" ? " " : null);
    else if (pressed.length === 1 && pressed !== " ") return start(at, pressed);
    else return false;
    return true;
  };
  return { open, rulesAt, start, close: () => setOpen(null), enter, clear, paste, fill, key };
}

function repeats(room: number, size: number): number {
  return room % size === 0 ? Math.max(1, room / size) : 1;
}

function mod(a: number, b: number): number {
  return ((a % b) + b) % b;
}

function same(a: Value, b: Value): boolean {
  return Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((item, i) => item === b[i])
    : a === b;
}
