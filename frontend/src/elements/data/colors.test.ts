import { expect, test } from "vitest";
import { cellStyle } from "./colors";

test("a background is a variable, so that a selected cell can still show it", () => {
  expect(cellStyle([["background-color", "#ffff00"]])).toEqual({ "--tr-cell": "#ffff00", color: "#1b1d21" });
});

test("a text without a colour can be read on a background, dark or light", () => {
  expect(cellStyle([["background-color", "#440154"]]).color).toBe("#ffffff");
  expect(cellStyle([["background-color", "#fde725"]]).color).toBe("#1b1d21");
  expect(
    cellStyle([
      ["background-color", "#440154"],
      ["color", "#f1f1f1"],
    ]).color,
  ).toBe("#f1f1f1");
});

test("a colour that the page nearly has is made readable there, and stays elsewhere", () => {
  expect(cellStyle([["color", "#000000"]]).color).toBe(
    "light-dark(#000000, color-mix(in oklab, #000000 35%, #fff))",
  );
  expect(cellStyle([["color", "#ffffff"]]).color).toBe(
    "light-dark(color-mix(in oklab, #ffffff 55%, #000), #ffffff)",
  );
  expect(cellStyle([["color", "#e0453b"]]).color).toBe("#e0453b");
});

test("a bar is a picture behind the text", () => {
  const bar = "linear-gradient(90deg, #d65f5f 40.0%, transparent 40.0%)";
  expect(cellStyle([["background", bar]])["--tr-fill"]).toMatch(
    /^linear-gradient\(light-dark\(.*, linear-gradient\(90deg/,
  );
});

test("names of properties are those of React", () => {
  expect(cellStyle([["font-weight", "bold"]])).toEqual({ fontWeight: "bold" });
  expect(cellStyle([["text-align", "right"]])).toEqual({ textAlign: "right", justifyContent: "flex-end" });
});
