import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../testing";
import { columnCount } from "./Grid";

test("there are as many columns as fit, and no more than the app wants", () => {
  expect(columnCount(1000, 16, 200, 24)).toBe(4);
  expect(columnCount(1000, 16, 200, 3)).toBe(3);
  expect(columnCount(848, 16, 200, 24)).toBe(4);
  expect(columnCount(847, 16, 200, 24)).toBe(3);
  expect(columnCount(100, 16, 200, 24)).toBe(1);
});

test("cells span no more columns than there are", async () => {
  await show(
    "grid",
    { columns: 3, wrap: false, gap: 5, row_gap: "large", key: "k", border: true, dense: true },
    [
      ["insert", 11, 10, 0, "text", { body: "plain" }],
      ["insert", 12, 10, 11, "grid_cell", { column_span: 9, row_span: 2 }],
      ["insert", 13, 10, 12, "grid_cell", { column_span: "all" }],
    ],
  );
  const grid = screen.getByTestId("stGrid");
  expect(grid.style.gridTemplateColumns).toBe("repeat(3, minmax(200px, 1fr))");
  expect([grid.style.gap, grid.style.gridAutoFlow]).toEqual(["4rem 5px", "row dense"]);
  expect(grid.classList.contains("st-key-k")).toBe(true);
  const [wide, all] = screen.getAllByTestId("stGridCell");
  expect([wide?.style.gridColumn, wide?.style.gridRow]).toEqual(["span 3", "span 2"]);
  expect(all?.style.gridColumn).toBe("1 / -1");
});

test("a skeleton says that something is loading", async () => {
  await show("skeleton", { height: 50, late: true });
  expect(screen.getByRole("status", { name: "Loading" }).dataset.late).toBe("true");
});
