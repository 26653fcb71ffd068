import { expect, test } from "vitest";
import { contrast, lightness, mix, parseHex, shades } from "./colors";
import { baseScheme, fontStack, paletteOf, sidebarCss, variables } from "./theme";

test("hex colours of every length are read, others are not", () => {
  expect(parseHex("#fff")).toEqual([1, 1, 1]);
  expect(parseHex("#00000080")).toEqual([0, 0, 0]);
  expect([parseHex("red"), parseHex("#12345"), parseHex("")]).toEqual([undefined, undefined, undefined]);
});

test("a mix of two colours goes from the one to the other", () => {
  expect([mix("#336699", "#ffffff", 0), mix("#336699", "#ffffff", 1)]).toEqual(["#336699", "#ffffff"]);
  expect(lightness(mix("#000000", "#ffffff", 0.5))).toBeCloseTo(0.5, 1);
});

test("shades go from light to dark, and a button has the very colour that was asked for", () => {
  const ten = shades("#d6336c");
  expect(ten[6]).toBe("#d6336c");
  const light = ten.map((shade) => lightness(shade) ?? 0);
  expect(light.toSorted((a, b) => b - a)).toEqual(light);
});

test("a dark background makes a dark theme unless the app says otherwise", () => {
  expect(baseScheme({ backgroundColor: "#0b1622" })).toBe("dark");
  expect(baseScheme({ backgroundColor: "#0b1622", base: "light" })).toBe("light");
  expect(baseScheme({ primaryColor: "#0b1622" })).toBeUndefined();
});

test("a background set for all holds in the scheme it is meant for, an accent in both", () => {
  const theme = { backgroundColor: "#ffffff", primaryColor: "#d6336c", dark: { primaryColor: "#ff88aa" } };
  expect(paletteOf(theme, "light")).toMatchObject({ backgroundColor: "#ffffff", primaryColor: "#d6336c" });
  expect(paletteOf(theme, "dark")).toMatchObject({ primaryColor: "#ff88aa" });
  expect(paletteOf(theme, "dark").backgroundColor).toBeUndefined();
});

test("only what is set becomes a variable", () => {
  expect(variables({})).toEqual({});
  expect(variables({ baseRadius: "large", primaryColor: "#ffee00" })).toMatchObject({
    "--tr-radius": "0.875rem",
    "--tr-on-primary": "#1b1a18",
  });
});

test.each([
  ["#ffee00", "light", undefined],
  ["#00ff99", "light", "#ffffff"],
  ["#222222", "dark", undefined],
  ["#1c4e80", "dark", "#0b1622"],
  ["#ffb703", "light", "#fff8e7"],
] as const)("links of the primary colour %s can be read in the %s scheme", (primary, scheme, background) => {
  const set = variables(
    { primaryColor: primary, ...(background === undefined ? {} : { backgroundColor: background }) },
    scheme,
  );
  const ground = background ?? { light: "#fdfcfb", dark: "#171614" }[scheme];
  expect(set["--tr-primary"]).toBe(primary);
  for (const one of [ground, set["--tr-bg-2"] ?? ground]) {
    expect(contrast(set["--tr-link"] as string, one)).toBeGreaterThan(4.5);
    expect(contrast(set["--tr-primary-text"] as string, one)).toBeGreaterThan(4.5);
  }
});

test("a primary colour that can be read is the links' colour as it is", () => {
  expect(variables({ primaryColor: "#8b1e3f" })["--tr-link"]).toBe("#8b1e3f");
});

test("the sidebar, fields and cards follow a background that an app has set", () => {
  const set = variables({ backgroundColor: "#0b1622", textColor: "#e8eef5" }, "dark");
  for (const name of ["--tr-bg-2", "--tr-field", "--tr-raised"]) {
    expect(contrast(set[name] as string, "#0b1622")).toBeLessThan(1.4);
    expect(contrast(set[name] as string, "#e8eef5")).toBeGreaterThan(8);
  }
  expect(variables({ backgroundColor: "#ffffff", secondaryBackgroundColor: "#eeeeee" })["--tr-field"]).toBe(
    "#eeeeee",
  );
});

test("a font is a name of ours or families as in CSS", () => {
  expect(fontStack("serif")).toContain("Georgia");
  expect(fontStack("Comic Neue")).toMatch(/^Comic Neue, /);
});

test("a value cannot break out of its rule", () => {
  const css = sidebarCss({ sidebar: { textColor: "red;} body{display:none" } });
  expect(css).not.toContain("body{");
});
