// @vitest-environment jsdom

import { expect, test } from "vitest";
import { chartColors, PALETTE } from "./chartColors";

test("a chart has the colours of the theme where it stands, and our own where the theme has none", () => {
  const element = document.body.appendChild(document.createElement("div"));
  expect(chartColors(element)).toEqual({ categorical: PALETTE, sequential: undefined, diverging: undefined });
  element.style.setProperty("--tr-chartCategoricalColors", "#ff0000, rgb(1, 2, 3),teal");
  element.style.setProperty("--tr-chartSequentialColors", "#000,#fff");
  element.style.setProperty("--tr-chartDivergingColors", "#000");
  expect(chartColors(element)).toEqual({
    categorical: ["#ff0000", "rgb(1, 2, 3)", "teal"],
    sequential: ["#000", "#fff"],
    diverging: undefined,
  });
});
