import { expect, test } from "vitest";
import { slug } from "../shared/Heading";
import { anyColor, words } from "./words";

test("an anchor is made of a heading's words", () => {
  expect(slug(words("Five workers, *one* page"))).toBe("five-workers-one-page");
  expect(slug(words(":material/bolt: It's :red[hot] & [linked](https://example.org)"))).toBe(
    "its-hot-linked",
  );
});

test("a heading's divider keeps its colour", () => {
  expect(anyColor("Results")).toBe(anyColor("Results"));
});
