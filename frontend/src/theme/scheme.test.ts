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

test("another scheme of the app is shown to a visitor who has chosen none, and is not their choice", () => {
  const manager = schemeManager();
  const shown: string[] = [];
  manager.subscribe((scheme) => {
    shown.push(scheme);
    manager.set(scheme);
  });
  manager.rebase("dark");
  expect([shown, chosenScheme()]).toEqual([["dark"], undefined]);
  manager.set("light");
  manager.rebase("dark");
  expect(shown).toEqual(["dark", "light"]);
});
