import { expect, test } from "vitest";
import { reported, restored } from "./selection";
import { adapts, fitting, isSingle, params, sized, withValues } from "./spec";

const point = { mark: "point", encoding: { x: { field: "a" } } };
const size = { width: 600, height: undefined };

test("one drawing is fitted into its place", () => {
  expect(sized(point, size)).toMatchObject({ width: 600, autosize: { type: "fit-x", contains: "padding" } });
  expect(sized({ layer: [point] }, { width: 600, height: 200 })).toMatchObject({
    width: 600,
    height: 200,
    autosize: { type: "fit" },
  });
  expect(sized(point, { width: undefined, height: undefined })).toEqual(point);
  expect(sized({ ...point, autosize: "pad" }, size).autosize).toBe("pad");
});

test("several drawings share the width", () => {
  expect(sized({ vconcat: [point, { hconcat: [point, point] }] }, size)).toMatchObject({
    vconcat: [{ width: 600 }, { hconcat: [{ width: 300 }, { width: 300 }] }],
  });
  expect(sized({ concat: [point, point, point], columns: 2 }, size)).toMatchObject({
    concat: [{ width: 300 }, { width: 300 }, { width: 300 }],
  });
  const facet = { facet: { field: "a" }, spec: point };
  expect(sized(facet, size)).toBe(facet);
  expect(isSingle({ ...point, encoding: { row: { field: "a" } } })).toBe(false);
});

test("what people can change is found in all parts, and its value put there", () => {
  const part = {
    ...point,
    params: [
      { name: "brush", select: "interval" },
      { name: "zoom", select: "interval", bind: "scales" },
      { name: "size", value: 3, bind: { input: "range" } },
      { name: "plain", value: 3 },
    ],
  };
  const spec = { vconcat: [{ layer: [part] }, { facet: { field: "a" }, spec: point }] };
  expect([...params(spec)]).toEqual([
    ["brush", "selection"],
    ["zoom", "scales"],
    ["size", "value"],
  ]);
  const values = new Map<string, unknown>([
    ["brush", { a: [1, 2] }],
    ["zoom", { a: [1, 2] }],
    ["size", 9],
  ]);
  expect(withValues(spec, values)).toMatchObject({
    vconcat: [
      {
        layer: [
          {
            params: [
              { name: "brush", value: { a: [1, 2] } },
              { name: "zoom", select: "interval", bind: "scales" },
              { name: "size", value: 9 },
              { name: "plain", value: 3 },
            ],
          },
        ],
      },
      {},
    ],
  });
});

test("names below an axis and legends beside a chart fit their room, unless the app says how they are", () => {
  const color = { field: "c", type: "nominal", legend: { orient: "bottom" } };
  const bars = { mark: "bar", encoding: { x: { field: "a", type: "ordinal" }, color } };
  const fitted = fitting({ layer: [bars] });
  expect(fitted).toMatchObject({
    layer: [
      {
        encoding: {
          x: { axis: { labelAngle: { expr: expect.stringContaining("bandwidth") } } },
          color: {
            legend: { orient: "bottom", columns: { expr: expect.stringContaining("domain('color')") } },
          },
        },
      },
    ],
  });
  expect(adapts(fitted)).toBe(true);
  const own = {
    encoding: {
      x: {
        type: "ordinal",
        axis: { labelAngle: 30, labelAlign: "left", labelBaseline: "top", labelOverlap: true },
      },
      y: { type: "nominal" },
      color: { type: "nominal", legend: { orient: "top", columns: 2 } },
    },
  };
  expect(fitting(own)).toEqual(own);
  const none = { encoding: { x: { type: "ordinal", axis: null }, size: { type: "quantitative" } } };
  expect(fitting(none)).toEqual(none);
  expect(adapts(point)).toBe(false);
});

const NO_CLOCKS = new Set<string>();

test("a selection is told in plain values", () => {
  expect(reported({ a: [1, 2.5], k: ["x", "y"] }, NO_CLOCKS)).toEqual({ a: [1, 2.5], k: ["x", "y"] });
  expect(reported({ a: [3], vlPoint: { or: [{ a: 3 }, { a: 4 }] } }, NO_CLOCKS)).toEqual([
    { a: 3 },
    { a: 4 },
  ]);
  expect(reported({ a: [new Date(5), Number.NaN] }, NO_CLOCKS)).toEqual({ a: [5, null] });
  for (const nothing of [{}, null, undefined, { vlPoint: {} }, { vlPoint: { or: [] } }])
    expect(reported(nothing, NO_CLOCKS)).toBeUndefined();
});

test("moments of a clock go to the app as the clock shows them, and back", () => {
  const clocks = new Set(["t"]);
  const here = new Date(2024, 6, 1, 12).getTime();
  const told = reported({ t: [here] }, clocks);
  expect(told).toEqual({ t: [Date.UTC(2024, 6, 1, 12)] });
  expect(restored(told, clocks)).toEqual({ t: [here] });
  expect(restored([{ t: Date.UTC(2024, 6, 1, 12) }], clocks)).toEqual([{ t: here }]);
  expect(restored(undefined, clocks)).toBeUndefined();
});
