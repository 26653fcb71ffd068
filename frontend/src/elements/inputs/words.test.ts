// @vitest-environment jsdom

import { expect, test, vi } from "vitest";
import { filterOptions } from "./filter";
import { problemOf } from "./form";
import { formatMoment } from "./moment";
import { parse } from "./NumberInput";
import { snapped } from "./parts/Scale";
import { decimalsOf, formatNumber } from "./printf";
import { show } from "./Slider";
import { matches, shown, spoken } from "./shortcut";

test.each([
  [3, "%d", "3"],
  [3.9, "%d", "3"],
  [-3, "%05d", "-0003"],
  [2.71, "%.1f", "2.7"],
  [2.5, "%0.2f", "2.50"],
  [1234567.5, "%,.1f", "1,234,567.5"],
  [0.000123, "%e", "1.230000e-04"],
  [12, "%x", "c"],
  [0.5, "%g", "0.5"],
  [5, "%+d", "+5"],
  [5, "%5d|", "    5|"],
  [5, "%-5d|", "5    |"],
  [40, "%d%%", "40%"],
  [7, "€ %.2f a metre", "€ 7.00 a metre"],
  [-0.001, "%.2f", "0.00"],
  [0.5, "percent", "50%"],
  [1234.5, "dollar", "$1,234.50"],
  [-5, "accounting", "($5.00)"],
  [12345, "compact", "12K"],
  [0.25, "plain", "0.25"],
])("%d as %s is %s", (value, format, text) => expect(formatNumber(value, format)).toBe(text));

test("a format tells how many decimals it shows", () => {
  expect(["%d", "%.3f", "%f", "%e"].map(decimalsOf)).toEqual([0, 3, 6, undefined]);
});

test.each([
  ["YYYY-MM-DD", "2026-03-04"],
  ["D MMM YY, h:mm a", "4 Mar 26, 3:05 pm"],
  ["dddd, Do MMMM [at] HH:mm:ss.SSS", "Wednesday, 4th March at 15:05:09.007"],
  ["M/D hh A", "3/4 03 PM"],
  ["iso8601", "2026-03-04T15:05:09.007"],
])("a moment as %s is %s", (format, text) => {
  expect(formatMoment(new Date(Date.UTC(2026, 2, 4, 15, 5, 9, 7)), format)).toBe(text);
});

test.each([
  ["distance", 3, "in 3 days"],
  ["distance", -60, "2 months ago"],
  ["calendar", 0, "Today at 3:05 PM"],
  ["calendar", -1, "Yesterday at 3:05 PM"],
  ["calendar", -3, "Last Wednesday at 3:05 PM"],
  ["calendar", 30, "04/06/2026"],
])("a moment as %s, %i days away, is %s", (format, days, text) => {
  const now = new Date(Date.UTC(2026, 2, 7, 15, 5));
  expect(formatMoment(new Date(now.getTime() + days * 86_400_000), format, now)).toBe(text);
});

test("positions of a scale are shown as what they stand for", () => {
  expect(show(20_000, { type: "date", format: "YYYY-MM-DD" })).toBe("2024-10-04");
  expect(show(34_200_000_000, { type: "time", format: "HH:mm" })).toBe("09:30");
  expect(show(60_000_000, { type: "datetime", format: "YYYY-MM-DD HH:mm" })).toBe("1970-01-01 00:01");
});

test("a scale has its steps and its ends, and no dust of binary fractions", () => {
  const scale = { min: 0, max: 1, step: 0.1, type: "float", format: "%f" };
  const on = (number: number, more = {}) => snapped(number, { ...scale, ...more } as never);
  expect(on(0.29)).toBe(0.3);
  expect(on(0.3 + 0.4)).toBe(0.7);
  expect(on(9.7, { min: 1, max: 10, step: 4, type: "int" })).toBe(10);
  expect(on(8.9, { min: 1, max: 10, step: 4, type: "int" })).toBe(9);
  expect(on(-5)).toBe(0);
});

test.each([
  ["", null],
  ["  ", null],
  ["12", 12],
  ["-1.5", -1.5],
  ["1,5", 1.5],
  ["1,234.5", 1234.5],
  ["1 234", 1234],
  ["1e3", 1000],
  ["−2", -2],
  [".5", 0.5],
  ["12abc", undefined],
  ["1.2.3", undefined],
  ["1e999", Number.POSITIVE_INFINITY],
  ["0x10", undefined],
])("“%s” typed is %s", (text, number) => expect(parse(text)).toBe(number));

const LOOMS = ["Jacquard loom", "Dobby loom", "Warp-weighted loom", "Über-loom"];

test.each([
  ["fuzzy", "", [0, 1, 2, 3]],
  ["fuzzy", "loom", [0, 1, 2, 3]],
  ["fuzzy", "ub", [3]],
  ["fuzzy", "dlm", [1, 0, 2]],
  ["fuzzy", "xyz", []],
  ["contains", "WEIGHT", [2]],
  ["contains", "dlm", []],
  ["prefix", "do", [1]],
  ["prefix", "loom", []],
] as const)("%s “%s” leaves %j", (mode, text, left) => {
  expect(filterOptions(LOOMS, text, mode)).toEqual(left);
});

test("what keeps a value from being sent", () => {
  expect(problemOf({ required: true }, " ")).toBe("This is required.");
  expect(problemOf({ required: true }, 0)).toBeNull();
  expect(problemOf({ required: false }, null)).toBeNull();
  expect(problemOf({ pattern: "^a", complaint: "Begin with a." }, "b")).toBe("Begin with a.");
  expect(problemOf({ pattern: "^a" }, "")).toBeNull();
});

test("a pattern that is none refuses nothing", () => {
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  expect(problemOf({ pattern: "(" }, "b")).toBeNull();
  expect(told).toHaveBeenCalledOnce();
  told.mockRestore();
});

test("a shortcut needs exactly its modifiers", () => {
  const key = (key: string, more = {}) => new KeyboardEvent("keydown", { key, ...more });
  expect(matches(key("k", { ctrlKey: true }), "Mod+K")).toBe(true);
  expect(matches(key("k"), "Mod+K")).toBe(false);
  expect(matches(key("k", { ctrlKey: true, shiftKey: true }), "Mod+K")).toBe(false);
  expect(matches(key("ArrowUp"), "Up")).toBe(true);
  expect(matches(key("˚", { altKey: true, code: "KeyK" }), "Alt+K")).toBe(true);
  expect([shown("Mod+Shift+K"), spoken("Mod+Esc")]).toEqual(["Ctrl+Shift+K", "Control+Escape"]);
});
