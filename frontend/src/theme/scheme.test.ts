// @vitest-environment jsdom

import { afterEach, expect, test } from "vitest";
import { chosenScheme, schemeManager } from "./scheme";

afterEach(() => localStorage.clear());

test("a page is light or dark as its address asks, else as its visitor chose, else as the app has it", () => {
  expect(schemeManager().get("dark")).toBe("dark");
  schemeManager().set("light");
  expect(schemeManager().get("dark")).toBe("light");
  expect(schemeManager("dark").get("light")).toBe("dark");
  expect(chosenScheme()).toBe("light");
});
