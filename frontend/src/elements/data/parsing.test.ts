import { expect, test } from "vitest";
import type { ColumnLook, ColumnRules } from "../../protocol.gen";
import { parse, readTsv } from "./parsing";

const rules = (over: Partial<ColumnRules>): ColumnRules => ({
  column: "c",
  kind: "text",
  type: "text",
  required: false,
  default: null,
  min: null,
  max: null,
  step: null,
  max_chars: null,
  validate: null,
  options: null,
  new_options: false,
  ...over,
});
const number = rules({ kind: "float", type: "number" });
const whole = rules({ kind: "integer", type: "number" });
const labelled = {
  options: [
    [1, "one", null],
    [2, "two", null],
  ],
} as unknown as ColumnLook;

test.each<[ColumnRules, string, unknown]>([
  [number, "1.5", 1.5],
  [number, " 1,234.5 ", 1234.5],
  [number, "1,5", 1.5],
  [number, "−$ 3", -3],
  [number, "1e3", 1000],
  [number, "", null],
  [whole, "2.9", 2],
  [whole, "9007199254740993", 9007199254740993n],
  [rules({ kind: "float", type: "number", step: 0.25 }), "1.333", 1.33],
  [rules({}), " as it is ", " as it is "],
  [rules({ kind: "boolean", type: "checkbox" }), "Yes", true],
  [rules({ kind: "boolean", type: "checkbox" }), "0", false],
  [rules({ kind: "integer", type: "selectbox", options: [1, 2] }), "two", 2],
  [rules({ kind: "integer", type: "selectbox", options: [1, 2] }), "1", 1],
  [rules({ kind: "list", type: "list" }), "a, b,, c", ["a", "b", "c"]],
  [rules({ kind: "list", type: "list" }), '["a, b", "c"]', ["a, b", "c"]],
  [rules({ kind: "list", type: "multiselect", options: ["a"], new_options: true }), "a,z", ["a", "z"]],
  [rules({ kind: "date", type: "date" }), "2024-01-31", "2024-01-31"],
  [rules({ kind: "date", type: "date" }), "31 January 2024", "2024-01-31"],
  [rules({ kind: "datetime", type: "datetime" }), "2024-01-31 10:30", "2024-01-31T10:30:00.000"],
  [rules({ kind: "datetime", type: "datetime" }), "2024-01-31", "2024-01-31T00:00:00.000"],
  [rules({ kind: "time", type: "time" }), "9:05", "09:05:00.000"],
])("%j: %s", (given, text, value) => {
  expect(parse(given, labelled, text)).toEqual({ value });
});

test.each<[ColumnRules, string, string]>([
  [number, "old", "Enter a number"],
  [rules({ kind: "float", type: "number", min: 0 }), "-1", "The smallest value is 0"],
  [rules({ kind: "float", type: "number", max: 10 }), "11", "The largest value is 10"],
  [rules({ required: true }), " ", "A value is needed here"],
  [rules({ max_chars: 2 }), "abc", "Enter at most 2 characters"],
  [rules({ validate: "^[a-z]+$" }), "A", "This text is not valid"],
  [rules({ kind: "boolean", type: "checkbox" }), "maybe", "Enter yes or no"],
  [rules({ kind: "integer", type: "selectbox", options: [1] }), "3", "Choose one of the options"],
  [rules({ kind: "list", type: "multiselect", options: ["a"] }), "z", "Choose from the options"],
  [rules({ kind: "date", type: "date" }), "17", "Enter a date"],
  [
    rules({ kind: "date", type: "date", min: "2020-01-01" }),
    "2019-12-31",
    "The earliest value is 2020-01-01",
  ],
  [rules({ kind: "time", type: "time" }), "25:00", "Enter a time"],
])("%j refuses %s", (given, text, error) => {
  expect(parse(given, undefined, text)).toEqual({ error });
});

test("cells of a spreadsheet", () => {
  expect(readTsv("a\tb\r\nc\td\r\n")).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(readTsv('"a\tb"\t"say ""hi"""\n"two\nlines"\t')).toEqual([
    ["a\tb", 'say "hi"'],
    ["two\nlines", ""],
  ]);
  expect(readTsv("5")).toEqual([["5"]]);
  expect(readTsv("a\n\nb")).toEqual([["a"], [""], ["b"]]);
});
