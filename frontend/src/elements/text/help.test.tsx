import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { show } from "../testing";

test("an object's name, type, value, documentation and members are shown", async () => {
  await show("help", {
    name: "loom",
    type: "Loom",
    value: "app.Loom(shafts)",
    doc: "A loom.\n\n  Indented.",
    members: [
      { name: "shafts", type: "int", value: "4", doc: "" },
      { name: "treadle", type: "method", value: "", doc: "Lift a shaft." },
      { name: "bare", type: "method", value: "", doc: "" },
    ],
  });
  expect(screen.getByTestId("stHelpName").textContent).toBe("loom");
  expect(screen.getByTestId("stHelpDoc").textContent).toBe("A loom.\n\n  Indented.");
  const rows = screen.getAllByRole("row");
  expect(rows.map((row) => row.textContent)).toEqual([
    "shaftsint4",
    "treadlemethodLift a shaft.",
    "baremethodNo docs available",
  ]);
  expect(within(rows[0] as HTMLElement).getByRole("rowheader").textContent).toBe("shaftsint");
});

test("what has no documentation says so", async () => {
  await show("help", { type: "NoneType", value: "None" });
  expect(screen.queryByTestId("stHelpName")).toBeNull();
  expect(screen.getByTestId("stHelpDoc").textContent).toBe("No docs available");
  expect(screen.queryByRole("table")).toBeNull();
});
