import { expect, test } from "vitest";
import { decode, unpacked } from "./arrays";

const bytes = (array: ArrayBufferView) => {
  // As in a message, where they begin anywhere.
  const whole = new Uint8Array(array.byteLength + 3);
  whole.set(new Uint8Array(array.buffer), 3);
  return whole.subarray(3);
};

test("numbers, dates and words", () => {
  expect(decode({ type: "i2", shape: [] }, bytes(new Int16Array([-5, 300])))).toEqual(
    new Int16Array([-5, 300]),
  );
  expect(decode({ type: "json", shape: [] }, new TextEncoder().encode('["é", null]'))).toEqual(["é", null]);
  const dates = [Date.UTC(2024, 1, 3), Number.NaN, Date.UTC(1969, 11, 31, 23, 0, 1), 0.5];
  expect(decode({ type: "date", shape: [] }, bytes(new Float64Array(dates)))).toEqual([
    "2024-02-03",
    null,
    "1969-12-31T23:00:01.000",
    "1970-01-01T00:00:00.000",
  ]);
});

test("several dimensions are arrays of arrays", () => {
  const flat = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(decode({ type: "u1", shape: [3, 4] }, flat)).toEqual([
    new Uint8Array([1, 2, 3, 4]),
    new Uint8Array([5, 6, 7, 8]),
    new Uint8Array([9, 10, 11, 12]),
  ]);
  expect(decode({ type: "u1", shape: [2, 3, 2] }, flat)).toMatchObject([{ length: 3 }, { length: 3 }]);
});

test("arrays stand wherever the text has a place for them", () => {
  const text = '{"data":[{"x":{"treadle-array":1}}],"layout":{"a":[{"b":{"treadle-array":0}},null]}}';
  expect(unpacked(text, ["first", "second"])).toEqual({
    data: [{ x: "second" }],
    layout: { a: [{ b: "first" }, null] },
  });
});
