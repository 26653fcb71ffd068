/** What JSON has no form for, shown as Python writes it. */
export class Literal {
  constructor(readonly text: string) {}
}

export type Leaf = null | boolean | number | string | Literal;

export type Value = Leaf | readonly Value[] | { readonly [key: string]: Value };

const MARK = "\u0000";
/** A string, or what is no JSON in the browser: not a number, infinity, and numbers of more digits than it can hold. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d{16,}(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Read JSON as Python writes it, with `NaN`, `Infinity` and whole numbers of any length.
 *
 * Throws SyntaxError if it is not.
 */
export function parse(text: string): Value {
  const strict = text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `"\\u0000${token}"`));
  if (strict === text) return JSON.parse(text) as Value;
  return JSON.parse(strict, (_, value: unknown) =>
    typeof value === "string" && value.startsWith(MARK) ? literal(value.slice(1)) : value,
  ) as Value;
}

function literal(token: string): Value {
  const number = Number(token);
  // Long, but held exactly all the same, such as 1234567890123456.
  return Number.isSafeInteger(number) ? number : new Literal(token);
}

export type Branch = readonly Value[] | { readonly [key: string]: Value };

export function isBranch(value: Value): value is Branch {
  return typeof value === "object" && value !== null && !(value instanceof Literal);
}

const ITEMS_IN_LINE = 16;
const LETTERS_IN_LINE = 60;

/** Whether a list is short enough to be read in one line, such as `[5, 4, 3, 2, 1]`. */
export function fitsInLine(list: readonly Value[]): list is readonly Leaf[] {
  if (list.length === 0 || list.length > ITEMS_IN_LINE || list.some(isBranch)) return false;
  return JSON.stringify(list).length <= LETTERS_IN_LINE;
}

/** What a branch holds: keys or indexes, with their values. */
export function entries(branch: Branch): readonly (readonly [string, Value])[] {
  return Object.entries(branch);
}

/** How many things a branch holds. */
export function size(branch: Branch): number {
  return Array.isArray(branch) ? branch.length : Object.keys(branch).length;
}

/**
 * How many levels to open at first so that no more than `limit` rows are shown. One level is opened whatever it holds:
 * long branches show only their first rows.
 */
export function openLevels(value: Value, wanted: number, limit: number): number {
  let level: Value[] = [value];
  let rows = 0;
  for (let depth = 0; depth < wanted; depth += 1) {
    const next: Value[] = [];
    for (const branch of level) {
      if (!isBranch(branch)) continue;
      for (const child of Object.values(branch)) {
        rows += 1;
        if (isBranch(child)) next.push(child);
        if (rows > limit) return Math.max(1, depth);
      }
    }
    if (next.length === 0) return wanted;
    level = next;
  }
  return wanted;
}
