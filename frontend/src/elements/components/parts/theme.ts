import { type RefObject, useEffect, useState } from "react";
import { lightness, parseHex } from "../../../theme/colors";
import { hex, painter } from "../../shared/color/rgb";

/** What a component learns of the page's look, by Streamlit's names. */
export type ComponentTheme = Readonly<Record<string, string | number | boolean | readonly string[]>>;

const COLORS: Readonly<Record<string, string>> = {
  primaryColor: "--tr-primary",
  backgroundColor: "--tr-bg",
  secondaryBackgroundColor: "--tr-bg-2",
  textColor: "--tr-text",
  headingColor: "--tr-text",
  linkColor: "--tr-link",
  borderColor: "--tr-border",
  borderColorLight: "--tr-border-soft",
  widgetBorderColor: "--tr-border",
  dataframeBorderColor: "--tr-border",
  dataframeHeaderBackgroundColor: "--tr-bg-2",
  dataframeHeaderTextColor: "--tr-text-2",
  codeBackgroundColor: "--tr-bg-2",
  codeTextColor: "--tr-text",
};
const HUES = ["red", "orange", "yellow", "green", "blue", "violet", "gray"] as const;
const CHART = ["blue", "orange", "green", "violet", "red", "yellow", "gray"] as const;
const HEADINGS = [1, 2, 3, 4, 5, 6] as const;

/** The look of the place where an element stands: the sidebar has other colours than the page. */
export function readTheme(at: HTMLElement): ComponentTheme {
  const style = getComputedStyle(at);
  const probe = at.ownerDocument.createElement("span");
  probe.hidden = true;
  at.append(probe);
  const color = (name: string): string => {
    const written = style.getPropertyValue(name).trim();
    if (parseHex(written) !== undefined) return written;
    probe.style.color = `var(${name})`;
    return hexOf(getComputedStyle(probe).color) ?? written;
  };
  const text = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  const theme: Record<string, string | number | boolean | readonly string[]> = {};
  for (const [name, variable] of Object.entries(COLORS)) theme[name] = color(variable);
  for (const hue of HUES) {
    theme[`${hue}Color`] = color(`--tr-${hue}`);
    theme[`${hue}BackgroundColor`] = color(`--tr-${hue}-bg`);
    theme[`${hue}TextColor`] = color(`--tr-${hue}-text`);
  }
  probe.remove();
  const font = style.fontFamily || text("--tr-font", "sans-serif");
  const size = getComputedStyle(at.ownerDocument.documentElement).fontSize || "16px";
  const sizes = HEADINGS.map((level) =>
    text(`--mantine-h${level}-font-size`, `${(2.75 - level * 0.3).toFixed(2)}rem`),
  );
  const colors = CHART.map((hue) => theme[`${hue}Color`] as string);
  Object.assign(theme, {
    base: (lightness(theme.backgroundColor as string) ?? 1) < 0.6 ? "dark" : "light",
    font,
    bodyFont: font,
    headingFont: text("--tr-font-heading", font).replace("var(--tr-font)", font),
    codeFont: text("--tr-mono", "monospace"),
    baseRadius: text("--tr-radius", "0.5rem"),
    buttonRadius: text("--tr-radius-button", "0.5rem").replace(
      "var(--tr-radius)",
      text("--tr-radius", "0.5rem"),
    ),
    baseFontSize: size,
    baseFontWeight: 400,
    codeFontSize: "0.875rem",
    codeFontWeight: 400,
    linkUnderline: true,
    headingFontSizes: sizes,
    headingFontWeights: HEADINGS.map(() => "650"),
    chartCategoricalColors: colors,
    chartSequentialColors: colors,
    chartDivergingColors: colors,
    metricValueFontSize: "2.25rem",
    metricValueFontWeight: 400,
  });
  for (const level of HEADINGS) {
    theme[`headingFontSize${level}`] = sizes[level - 1] as string;
    theme[`headingFontWeight${level}`] = 650;
  }
  return theme;
}

/** The same as CSS variables: `--st-primary-color`. */
export function themeVariables(theme: ComponentTheme): Record<string, string> {
  const entries = Object.entries(theme).map(([name, value]) => [
    `--st-${name.replace(/[A-Z]|(?<=[a-z])\d/g, (part) => `-${part.toLowerCase()}`)}`,
    typeof value === "boolean" ? (value ? "1" : "0") : Array.isArray(value) ? value.join(",") : String(value),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The look of the place of an element, and whatever it becomes: a person changes the scheme in the menu. */
export function useThemeAt(at: RefObject<HTMLElement | null>): ComponentTheme | null {
  const [theme, setTheme] = useState<ComponentTheme | null>(null);
  useEffect(() => {
    const read = () => {
      if (at.current === null) return;
      const next = readTheme(at.current);
      setTheme((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    read();
    const watch = new MutationObserver(read);
    watch.observe(document.documentElement, { attributes: true });
    watch.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => watch.disconnect();
  }, [at]);
  return theme;
}

/** A colour of CSS as `#rrggbb`; undefined for what a browser cannot paint. */
function hexOf(color: string): string | undefined {
  const plain = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
  if (plain !== null) {
    const [red, green, blue] = plain.slice(1).map(Number) as [number, number, number];
    return hex([red, green, blue, 255]);
  }
  if (!/^(color|oklab|oklch)\(/.test(color)) return undefined;
  const paint = painter();
  return paint && hex(paint(color));
}
