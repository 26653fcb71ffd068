import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cssVariables, sidebarCss, type ThemeSettings } from "./theme";

const SRC = join(import.meta.dirname, "..");
const FACTS = JSON.parse(
  readFileSync(join(SRC, "../../tests/data/streamlit_theme.json"), "utf-8"),
) as Readonly<Record<"everywhere" | "top", readonly string[]>>;
/** All that the page is made of, without what sets the variables. */
const PAGE = readdirSync(SRC, { recursive: true, encoding: "utf-8" })
  .filter((file) => /\.(css|tsx?)$/.test(file) && !file.includes(".test.") && file !== "theme/theme.ts")
  .map((file) => readFileSync(join(SRC, file), "utf-8"))
  .join("\n");

/** Options that are no variables: Root and Fonts read them. */
const NOT_VARIABLES = ["base", "baseFontSize", "fontFaces"];

const SAMPLES: readonly (readonly [RegExp, unknown])[] = [
  [/Colors$/, ["#123456", "#654321"]],
  [/Color$/, "#123456"],
  [/FontSizes$/, ["41px", "31px"]],
  [/FontWeights$/, [850, 750]],
  [/FontWeight$/, 350],
  [/FontSize$/, "21px"],
  [/^font$|Font$/, "Georgia"],
  [/Radius$/, "11px"],
  [/^padding/, "17px"],
  [/^showWidgetBorder$/, false],
  [/^(linkUnderline|showSidebarBorder)$/, true],
];

function sample(name: string): unknown {
  const found = SAMPLES.find(([pattern]) => pattern.test(name));
  if (found === undefined) throw new Error(`There is no sample of ${name}.`);
  return found[1];
}

function set(theme: ThemeSettings): Record<"variables" | "light" | "dark", Record<string, string>> {
  return cssVariables(theme)({} as Parameters<ReturnType<typeof cssVariables>>[0]) as never;
}

/** The variables that one theme has and another has not, or with another value. */
function changed(scheme: "variables" | "light" | "dark", theme: ThemeSettings): string[] {
  const before = set({})[scheme];
  return Object.entries(set(theme)[scheme]).flatMap(([name, value]) =>
    before[name] === value ? [] : [name],
  );
}

const top = FACTS.top.filter((name) => !NOT_VARIABLES.includes(name));

test.each([...top, ...FACTS.everywhere])("%s of the page changes what something reads", (name) => {
  const names = changed(top.includes(name) ? "variables" : "light", { base: "light", [name]: sample(name) });
  expect(names).not.toEqual([]);
  for (const each of names) {
    const read = new RegExp(
      `(var\\(\\s*|["'\`])${each.replace(/^--tr-dataframe/, "(--tr-)?dataframe")}(?![\\w-])`,
    );
    const composed = /^--tr-chart\w+Colors$/.test(each) && /--tr-chart\$\{name\}Colors/.test(PAGE);
    expect(composed || read.test(PAGE), `${each} is read by nothing`).toBe(true);
  }
});

test.each(FACTS.everywhere)("%s can differ in the light and dark theme and in their sidebars", (name) => {
  const value = { [name]: sample(name) };
  expect(changed("light", { light: value })).not.toEqual([]);
  expect(changed("dark", { light: value })).toEqual([]);
  expect(changed("dark", { dark: value })).not.toEqual([]);
  const plain = sidebarCss({});
  const sheets = [{ sidebar: value }, { light: { sidebar: value } }, { dark: { sidebar: value } }].map(
    sidebarCss,
  );
  for (const sheet of sheets) expect(sheet).not.toBe(plain);
  expect(sheets[1]).not.toBe(sheets[2]);
});
