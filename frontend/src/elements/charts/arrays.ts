/** Figures from their wire form: a text, and long arrays apart from it. */

import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import type { PackedArray } from "../../protocol.gen";
import { blobBytes } from "../hooks";

type Tree = { [name: string]: unknown };

const ARRAY = "treadle-array";

/** What is decoded, by the object in the store. An array that did not change keeps its object, and so its decoded form. */
const decoded = new WeakMap<PackedArray, unknown>();

const TYPES = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** The figure; undefined until the first one is complete. While arrays of a newer one are fetched, it is the older one. */
export function useUnpacked(text: string, arrays: readonly PackedArray[]): Tree | undefined {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const [failure, setFailure] = useState<unknown>();
  const last = useRef<Tree>(undefined);
  const complete = arrays.every((array) => decodeNow(array) !== undefined);
  useEffect(() => {
    if (complete) return;
    let wanted = true;
    Promise.all(arrays.map(fetchArray)).then(
      () => wanted && again(),
      (reason: unknown) => wanted && setFailure(reason),
    );
    return () => {
      wanted = false;
    };
  }, [arrays, complete]);
  if (failure !== undefined) throw failure;
  const figure = useMemo(
    () => (complete ? unpacked(text, arrays.map(decodeNow)) : undefined),
    [text, arrays, complete],
  );
  if (figure !== undefined) last.current = figure;
  return last.current;
}

/** A figure of its text and its decoded arrays. */
export function unpacked(text: string, arrays: readonly unknown[]): Tree {
  return joined(JSON.parse(text), arrays) as Tree;
}

function joined(value: unknown, arrays: readonly unknown[]): unknown {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++)
      if (typeof value[i] === "object") value[i] = joined(value[i], arrays);
    return value;
  }
  if (typeof value !== "object" || value === null) return value;
  const tree = value as Tree;
  const at = tree[ARRAY];
  if (typeof at === "number") return arrays[at];
  for (const name of Object.keys(tree))
    if (typeof tree[name] === "object") tree[name] = joined(tree[name], arrays);
  return tree;
}

function decodeNow(array: PackedArray): unknown {
  const known = decoded.get(array);
  if (known !== undefined || typeof array.data === "string") return known;
  const made = decode(array, array.data);
  decoded.set(array, made);
  return made;
}

async function fetchArray(array: PackedArray): Promise<void> {
  if (decodeNow(array) === undefined) decoded.set(array, decode(array, await blobBytes(array.data)));
}

export function decode({ type, shape }: Omit<PackedArray, "data">, bytes: Uint8Array): unknown {
  if (type === "json") return JSON.parse(new TextDecoder().decode(bytes));
  // What came in a message begins anywhere in it, and numbers must begin at a multiple of their size.
  const { buffer } = bytes.slice();
  if (type === "date") return Array.from(new Float64Array(buffer), moment);
  const numbers = new TYPES[type](buffer);
  return shape.length > 1 ? rows(numbers, shape, 0) : numbers;
}

/** Plotly takes arrays of several dimensions as arrays of arrays. */
function rows(numbers: Float64Array | ArrayLike<number>, shape: readonly number[], begin: number): unknown {
  const [count = 0, ...rest] = shape;
  const size = rest.reduce((a, b) => a * b, 1);
  if (rest.length === 0) return (numbers as Float64Array).subarray(begin, begin + count);
  return Array.from({ length: count }, (_, i) => rows(numbers, rest, begin + i * size));
}

const DAY = 86_400_000;

function moment(milliseconds: number): string | null {
  if (Number.isNaN(milliseconds)) return null;
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return null;
  const text = date.toISOString();
  return milliseconds % DAY === 0 ? text.slice(0, text.indexOf("T")) : text.slice(0, -1);
}
