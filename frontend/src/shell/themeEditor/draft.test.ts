import { expect, test } from "vitest";
import { changed, contrasts, nameOf, optionOf, toToml, withChange } from "./draft";

const THEME = { base: "dark", font: "serif", sidebar: { textColor: "#111111" } } as const;

test("a change sets or removes one option and leaves the theme as it is", () => {
  expect(
    changed(THEME, { font: null, "sidebar.textColor": "#222222", "dark.sidebar.baseRadius": "8" }),
  ).toEqual({
    base: "dark",
    sidebar: { textColor: "#222222" },
    dark: { sidebar: { baseRadius: "8" } },
  });
  expect(THEME.font).toBe("serif");
  expect([
    optionOf(THEME, "sidebar.textColor"),
    optionOf(THEME, "sidebar"),
    optionOf(THEME, "light.font"),
  ]).toEqual(["#111111", undefined, undefined]);
});

test("what is as before is no change", () => {
  const changes = withChange(THEME, {}, "font", "monospace");
  expect(changes).toEqual({ font: "monospace" });
  expect(withChange(THEME, changes, "font", "serif")).toEqual({});
  expect(withChange(THEME, {}, "primaryColor", null)).toEqual({});
});

test("a theme is written in sections", () => {
  expect(
    toToml({
      ...THEME,
      font: 'A "b"',
      chartCategoricalColors: ["#111", "#222"],
      fontFaces: [{ family: "A", url: "a.woff2" }],
      light: { sidebar: { linkUnderline: true } },
    }),
  ).toBe(
    '[theme]\nbase = "dark"\nfont = "A \\"b\\""\nchartCategoricalColors = ["#111", "#222"]\n' +
      'fontFaces = [{ family = "A", url = "a.woff2" }]\n\n' +
      '[theme.sidebar]\ntextColor = "#111111"\n\n[theme.light.sidebar]\nlinkUnderline = true\n',
  );
  expect(toToml({})).toBe("[theme]\n");
});

test("contrasts are those of texts and links on their backgrounds", () => {
  const found = contrasts({ textColor: "#000000", backgroundColor: "#ffffff", linkColor: "#999999" });
  expect(found.map(({ label, ratio }) => [label, Math.round(ratio)])).toEqual([
    ["Text on background", 21],
    ["Links on background", 3],
  ]);
});

test("an option has the name that the configuration gives it", () => {
  expect([nameOf("font", "page", "both"), nameOf("font", "sidebar", "dark")]).toEqual([
    "font",
    "dark.sidebar.font",
  ]);
});
