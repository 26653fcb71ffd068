import { expect, test } from "vitest";
import { decode, isMissing } from "./arrow";
import { textOf } from "./cells";
import { COUNTED, LEVELS, TYPES } from "./fixtures";

const table = decode(TYPES);
const column = (name: string) => {
  const found = table.columns.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found;
};
const texts = (name: string) => {
  const text = textOf(column(name));
  return [0, 1, 2].map((row) => {
    const value = column(name).at(row);
    return isMissing(value) ? null : text(value);
  });
};

test("kinds", () => {
  expect(Object.fromEntries(table.columns.map(({ name, kind }) => [name, kind]))).toEqual({
    i: "int",
    f: "float",
    b: "bool",
    t: "text",
    d: "date",
    m: "datetime",
    z: "datetime",
    c: "text",
    n: "float",
    l: "list",
    u: "duration",
    k: "time",
  });
  expect(table.indexed).toBe(false);
});

test("integers stay exact beyond what a number can hold", () => {
  expect([0, 1, 2].map(column("i").at)).toEqual([1, null, 2n ** 60n]);
  expect(texts("i")[2]).toBe("1152921504606846976");
});

test.each([
  ["f", ["1.5", null, null]],
  ["t", ["a", null, "é"]],
  ["c", ["x", "y", "x"]],
  ["n", ["1.10", "2.25", null]],
  ["l", ["1, 2", "", null]],
  ["d", ["2026-01-02", "2026-01-02", "2026-01-02"]],
  ["m", Array(3).fill("2026-06-01 12:00:00.250")],
  ["z", Array(3).fill("2026-06-01 14:00:00+02:00")],
  ["u", ["00:00:01", null, "0.003 s"]],
  ["k", Array(3).fill("01:00:00")],
])("texts of %s", (name, expected) => {
  expect(texts(name)).toEqual(expected);
});

test("index levels", () => {
  const levels = decode(LEVELS);
  expect(levels.index.map(({ name }) => name)).toEqual(["k", ""]);
  expect(levels.columns.map(({ name }) => name)).toEqual(["a"]);
});

test("an index that only counts", () => {
  const { index, rows } = decode(COUNTED);
  expect([0, 1, 2].map((row) => index[0]?.at(row))).toEqual([10, 12, 14]);
  expect(rows).toBe(3);
});

test("bytes may stand anywhere in a message", () => {
  const message = new Uint8Array(TYPES.length + 3);
  message.set(TYPES, 3);
  expect(decode(message.subarray(3)).rows).toBe(3);
});
