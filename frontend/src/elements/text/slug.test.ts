import { expect, test } from "vitest";
import { anyColor, slug } from "./slug";

test("an anchor is made of a heading's words", () => {
  expect(slug("Five workers, *one* page")).toBe("five-workers-one-page");
  expect(slug(":material/bolt: It's :red[hot] & [linked](https://example.org)")).toBe("its-hot-linked");
  expect(slug("Über 線程")).toBe("über-線程");
  expect(slug("🧵")).toBe("");
});

test("a heading's divider keeps its colour", () => {
  expect(anyColor("Results")).toBe(anyColor("Results"));
});
