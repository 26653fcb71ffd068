import { expect, test } from "vitest";
import { contrast, lightness, mix, parseHex, shades } from "./colors";
import { fontFaces, fontSheets } from "./fonts";
import { baseScheme, cssVariables, fontStack, paletteOf, sidebarCss, variables } from "./theme";

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

test("a colour of texts brings its background and its text, unless they are set", () => {
  expect(variables({ redColor: "#f00" }, "light")).toEqual({
    "--tr-red": "#f00",
    "--tr-red-bg": "color-mix(in srgb, #f00 10%, transparent)",
    "--tr-red-text": "color-mix(in srgb, #f00 85%, black)",
  });
  expect(variables({ redColor: "#f00", redTextColor: "#a00" }, "dark")).toMatchObject({
    "--tr-red-bg": "color-mix(in srgb, #f00 20%, transparent)",
    "--tr-red-text": "#a00",
  });
});

test("sizes are lengths: a number is in pixels", () => {
  const set = variables({
    headingFontSizes: ["40", "2rem"],
    headingFontWeights: [800],
    codeFontSize: "14px",
  });
  expect(set).toEqual({
    "--tr-h1": "40px",
    "--tr-h2": "2rem",
    "--tr-h1-weight": "800",
    "--tr-code-size": "14px",
  });
});

test("charts, links, borders of inputs and tables have variables of their own", () => {
  expect(
    variables({
      chartCategoricalColors: ["#111", "rgb(1, 2, 3)"],
      linkUnderline: false,
      showWidgetBorder: false,
      dataframeBorderColor: "#ddd",
    }),
  ).toEqual({
    "--tr-chartCategoricalColors": "#111,rgb(1, 2, 3)",
    "--tr-link-line": "none",
    "--tr-input-line": "transparent",
    "--tr-dataframeBorderColor": "#ddd",
  });
});

test("the sizes of the page's headings and its space are not those of the sidebar", () => {
  const css = sidebarCss({ headingFontSizes: ["4rem"], paddingTop: "0", sidebar: { paddingTop: "8" } });
  expect(css).toContain("--tr-h1:initial");
  expect(css).toContain("--tr-padding-top:8px");
});

test("what has no scheme is set once", () => {
  const { variables: set } = cssVariables({
    baseFontWeight: 300,
    metricValueFontSize: "48",
    showSidebarBorder: true,
  })({} as Parameters<ReturnType<typeof cssVariables>>[0]);
  expect(set).toEqual({
    "--tr-weight": "300",
    "--tr-metric": "48px",
    "--tr-sidebar-line": "1px solid var(--tr-border)",
  });
});

test("fonts of the app are declared, and cannot declare anything else", () => {
  expect(
    fontFaces({
      fontFaces: [{ family: "Space", url: "app/static/space.woff2", weight: "200 900", style: "italic" }],
    }),
  ).toBe(
    '@font-face{font-family:"Space";src:url("app/static/space.woff2");font-display:swap;font-weight:200 900;font-style:italic}',
  );
  expect(fontFaces({ fontFaces: [{ family: '"}body{', url: "</style>", style: "a}b{c:d" }] })).toBe(
    '@font-face{font-family:"}body{";src:url("/style>");font-display:swap;font-style:abc:d}',
  );
});

test("a font may bring the address of its style sheet", () => {
  const font = "'Space Mono' : https://fonts.example.org/css2?family=Space+Mono:wght@400,700";
  expect(fontStack(font)).toMatch(/^"Space Mono", /);
  expect(fontSheets({ font, dark: { sidebar: { codeFont: font } }, headingFont: "Georgia, serif" })).toEqual([
    "https://fonts.example.org/css2?family=Space+Mono:wght@400,700",
  ]);
});

test("the colours of code follow a ground of its own", () => {
  expect(variables({ codeBackgroundColor: "#10231f" }, "light")).toMatchObject({
    "--tr-code-shift": "white 55%",
  });
  expect(variables({ codeBackgroundColor: "#f0f0f0" }, "dark")).toMatchObject({
    "--tr-code-shift": "black 55%",
  });
  expect(variables({ codeBackgroundColor: "#f0f0f0" }, "light")["--tr-code-shift"]).toBeUndefined();
});

test("a background of the sidebar holds in the scheme it is meant for, and what a scheme has beside it counts more", () => {
  const theme = {
    sidebar: { backgroundColor: "#f0fdfa", font: "serif" },
    dark: { sidebar: { textColor: "#eee" } },
  };
  expect(paletteOf(theme, "light").sidebar).toEqual({ backgroundColor: "#f0fdfa", font: "serif" });
  expect(paletteOf(theme, "dark").sidebar).toEqual({ font: "serif", textColor: "#eee" });
});
