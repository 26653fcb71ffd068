import { expect, test } from "vitest";
import { pagesShown } from "./pages";

test.each([
  [5, 3, 7, "1 2 3 4 5"],
  [10, 1, 7, "1 2 3 4 5 … 10"],
  [10, 4, 7, "1 2 3 4 5 … 10"],
  [10, 5, 7, "1 … 4 5 6 … 10"],
  [10, 6, 7, "1 … 5 6 7 … 10"],
  [10, 7, 7, "1 … 6 7 8 9 10"],
  [10, 10, 7, "1 … 6 7 8 9 10"],
  [10, 5, 5, "1 … 5 … 10"],
  [10, 5, 3, "4 5 6"],
  [10, 10, 3, "8 9 10"],
  [10, 1, 1, "1"],
  [12, 5, null, "1 2 3 4 5 6 7 8 9 10 11 12"],
  [10, 5, 0, ""],
])("of %j pages, at %j, with room for %j", (count, current, most, shown) => {
  const text = pagesShown(count, current, most).map((each) => (typeof each === "number" ? each : "…"));
  expect(text.join(" ")).toBe(shown);
});
