import { expect, test } from "vitest";
import { embedding } from "./embedding";

test("a page is embedded if its address says so, in whatever case", () => {
  expect(embedding("").embedded).toBe(false);
  expect(embedding("?embed=false").embedded).toBe(false);
  expect(embedding("?a=1&Embed=True").embedded).toBe(true);
  expect(embedding("embed=false&embed=true").embedded).toBe(true);
});

test("an embedded page has nothing round it, unless its options want that", () => {
  expect(embedding("?embed=true")).toEqual({
    embedded: true,
    toolbar: false,
    padding: false,
    scrolling: true,
    waiting: true,
    scheme: undefined,
  });
  const options = ["show_toolbar", "show_padding", "disable_scrolling", "hide_loading_screen", "dark_theme"];
  expect(embedding(`?embed=true&${options.map((option) => `embed_options=${option}`).join("&")}`)).toEqual({
    embedded: true,
    toolbar: true,
    padding: true,
    scrolling: false,
    waiting: false,
    scheme: "dark",
  });
});

test("options of a page that is not embedded change nothing", () => {
  expect(embedding("?embed_options=disable_scrolling&embed_options=light_theme")).toEqual(embedding(""));
});
