import { expect, test } from "vitest";
import type { PageEntry } from "../../protocol.gen";
import { limit, sections } from "./sections";

const page = (title: string, section: string): PageEntry => ({
  path: title,
  title,
  section,
  icon: null,
  hidden: false,
  help: null,
  url: null,
});

test("pages without a section stand first, sections in the order of their first page", () => {
  const found = sections([page("a", "Two"), page("b", ""), page("c", "One"), page("d", "Two")]);
  expect(found.map(({ title, pages }) => [title, ...pages.map((each) => each.title)])).toEqual([
    ["", "b"],
    ["Two", "a", "d"],
    ["One", "c"],
  ]);
});

test("a menu is cut only if at least three pages more than its limit are there", () => {
  expect([12, 13].map((count) => limit(count, false))).toEqual([12, 10]);
  expect([5, 6].map((count) => limit(count, 3))).toEqual([5, 3]);
  expect(limit(40, true)).toBe(40);
});
