import { expect, test } from "vitest";
import { Literal, openLevels, parse } from "./json";

test("what JSON lacks is kept as Python writes it", () => {
  expect(parse('{"a": NaN, "b": [-Infinity, 1e400], "c": "NaN, Infinity"}')).toEqual({
    a: new Literal("NaN"),
    b: [new Literal("-Infinity"), Number.POSITIVE_INFINITY],
    c: "NaN, Infinity",
  });
});

test("whole numbers keep all their digits", () => {
  expect(parse("[1234567890123456, 1152921504606846977]")).toEqual([
    1234567890123456,
    new Literal("1152921504606846977"),
  ]);
});

test("digits in strings are left alone", () => {
  expect(parse('{"12345678901234567890": "\\"NaN 98765432109876543210"}')).toEqual({
    "12345678901234567890": '"NaN 98765432109876543210',
  });
});

test("what is not JSON is refused", () => {
  expect(() => parse("nope")).toThrow(SyntaxError);
});

test("levels are opened until there are too many rows", () => {
  const wide = Array.from({ length: 30 }, () => Array.from({ length: 30 }, () => [1]));
  expect(openLevels(wide, Number.POSITIVE_INFINITY, 10_000)).toBe(Number.POSITIVE_INFINITY);
  expect(openLevels(wide, Number.POSITIVE_INFINITY, 500)).toBe(1);
  expect(openLevels(wide, 0, 500)).toBe(0);
  expect(
    openLevels(
      Array.from({ length: 5000 }, () => 1),
      3,
      500,
    ),
  ).toBe(1);
});
