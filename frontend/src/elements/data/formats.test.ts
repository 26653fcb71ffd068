import { expect, test } from "vitest";
import { durationText, isoDate, isoTime, pattern } from "./dates";
import { moved } from "./keys";
import { numberFormat, plain, printf } from "./numbers";
import { boxHeight, columnWindow, MAX_HEIGHT, rowWindow, scrollTo } from "./window";

test.each([
  ["%d", 3.7, "3"],
  ["%.2f", 6.54321, "6.54"],
  ["$%.2f each", 2, "$2.00 each"],
  ["%05.1f", -2.5, "-02.5"],
  ["%+d", 5, "+5"],
  ["%e", 12345, "1.234500e+04"],
  ["%.3g", 1234.5, "1.23e+3"],
  ["%x", 255, "ff"],
  ["%d%%", 12, "12%"],
  ["%8.2f|", 1, "    1.00|"],
])("printf %s", (format, value, text) => {
  expect(printf(format, value)).toBe(text);
});

test("formats by name, and those that mean nothing", () => {
  expect(numberFormat("percent")?.(0.256)).toMatch(/25\.6\s?%/);
  expect(numberFormat("bytes")?.(1_230_000)).toBe("1.2 MB");
  expect(numberFormat("accounting")?.(-3)).toMatch(/^\(3.00\)$/);
  expect(numberFormat("what")).toBeUndefined();
  expect(numberFormat(null)).toBeUndefined();
});

test("plain numbers", () => {
  expect([0, 0.1 + 0.2, 1e20, 1e-7, -5, 123456.789012].map((v) => plain(v))).toEqual([
    "0",
    "0.3",
    "1e+20",
    "1e-7",
    "-5",
    "123456.789",
  ]);
});

test("moments", () => {
  const date = new Date(Date.UTC(2026, 0, 2, 15, 4, 5, 6));
  expect(pattern(date, "dddd, Do MMMM YY [at] h:mm a, SSS")).toBe("Friday, 2nd January 26 at 3:04 pm, 006");
  expect(pattern(date, "Z", 5.5 * 3_600_000)).toBe("+05:30");
  expect(isoDate(new Date(Date.UTC(2026, 0, 2)))).toBe("2026-01-02");
  expect(isoTime(-1000)).toBe("23:59:59");
  expect([90_000, 3 * 86_400_000, -50, 0].map((ms) => durationText(ms))).toEqual([
    "00:01:30",
    "3 days 00:00:00",
    "−0.05 s",
    "0 s",
  ]);
});

test("rows in view", () => {
  expect(rowWindow(0, 100, 1000, 20, 2)).toEqual({ first: 0, last: 7, shift: 0 });
  expect(rowWindow(400, 100, 1000, 20, 2)).toEqual({ first: 18, last: 27, shift: 0 });
});

test("more rows than a browser can hold are all within reach", () => {
  const rows = 10_000_000;
  expect(boxHeight(rows, 35)).toBe(MAX_HEIGHT);
  const { last, shift } = rowWindow(MAX_HEIGHT - 350, 350, rows, 35, 0);
  expect(last).toBe(rows);
  expect((rows - 1) * 35 + shift).toBeLessThanOrEqual(MAX_HEIGHT - 35);
  const top = scrollTo(5_000_000, 0, 350, rows, 35);
  const { first, last: end } = rowWindow(top, 350, rows, 35, 1);
  expect(first).toBeLessThanOrEqual(5_000_000);
  expect(end).toBeGreaterThan(5_000_000);
});

test("columns in view", () => {
  expect(columnWindow([0, 100, 200, 300], 150, 250)).toEqual([1, 3]);
  expect(columnWindow([0], 0, 100)).toEqual([0, 0]);
});

test("keys never lead out of the grid", () => {
  const extent = { rows: 5, columns: 3, page: 2 };
  expect(moved("ArrowUp", false, { row: 0, column: 1 }, extent)).toEqual({ row: -1, column: 1 });
  expect(moved("ArrowUp", false, { row: -1, column: 1 }, extent)).toEqual({ row: -1, column: 1 });
  expect(moved("ArrowDown", true, { row: 1, column: 1 }, extent)).toEqual({ row: 4, column: 1 });
  expect(moved("PageDown", false, { row: 4, column: 1 }, extent)).toEqual({ row: 4, column: 1 });
  expect(moved("End", true, { row: 0, column: 0 }, extent)).toEqual({ row: 4, column: 2 });
  expect(moved("x", false, { row: 0, column: 0 }, extent)).toBeUndefined();
});
