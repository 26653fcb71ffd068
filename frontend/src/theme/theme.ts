import type { CSSVariablesResolver, MantineThemeOverride } from "@mantine/core";
import { lightness, mix, parseHex, readable, type Shades, shades } from "./colors";

const HUES = ["red", "orange", "yellow", "green", "blue", "violet", "gray"] as const;
type Hue = (typeof HUES)[number];

/** What can be set for the page and, differently, for its sidebar; named as in the configuration. */
export interface Palette
  extends Readonly<Partial<Record<`${Hue}Color` | `${Hue}BackgroundColor` | `${Hue}TextColor`, string>>> {
  readonly primaryColor?: string;
  readonly backgroundColor?: string;
  readonly secondaryBackgroundColor?: string;
  readonly textColor?: string;
  readonly linkColor?: string;
  readonly linkUnderline?: boolean;
  readonly borderColor?: string;
  readonly showWidgetBorder?: boolean;
  readonly codeBackgroundColor?: string;
  readonly codeTextColor?: string;
  readonly codeFontSize?: string;
  readonly codeFontWeight?: number;
  readonly dataframeBorderColor?: string;
  readonly dataframeHeaderBackgroundColor?: string;
  readonly dataframeHeaderTextColor?: string;
  readonly chartCategoricalColors?: readonly string[];
  readonly chartSequentialColors?: readonly string[];
  readonly chartDivergingColors?: readonly string[];
  readonly font?: string;
  readonly headingFont?: string;
  readonly headingFontSizes?: readonly string[];
  readonly headingFontWeights?: readonly number[];
  readonly codeFont?: string;
  readonly baseRadius?: string;
  readonly buttonRadius?: string;
  readonly paddingTop?: string;
  readonly paddingBottom?: string;
}

/** A file of a font, as in `@font-face`. */
export interface FontFace {
  readonly family: string;
  readonly url: string;
  readonly weight?: number | string;
  readonly style?: string;
  readonly unicodeRange?: string;
}

export interface Variant extends Palette {
  readonly sidebar?: Palette;
}

export interface ThemeSettings extends Variant {
  readonly base?: "light" | "dark";
  readonly baseFontSize?: number;
  readonly baseFontWeight?: number;
  readonly metricValueFontSize?: string;
  readonly metricValueFontWeight?: number;
  readonly showSidebarBorder?: boolean;
  readonly fontFaces?: readonly FontFace[];
  readonly light?: Variant;
  readonly dark?: Variant;
}

export type Scheme = "light" | "dark";

const SANS = '"Inter Variable", ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", Georgia, serif';
const MONO = '"JetBrains Mono Variable", ui-monospace, "SF Mono", Menlo, Consolas, monospace';
const FONTS: Readonly<Record<string, string>> = { "sans-serif": SANS, serif: SERIF, monospace: MONO };
const RADII: Readonly<Record<string, string>> = {
  none: "0rem",
  small: "0.25rem",
  medium: "0.5rem",
  large: "0.875rem",
  full: "1.25rem",
};

/** Indigo, the dye. */
const ACCENT: Shades = [
  "#efeffe",
  "#dfdefc",
  "#c0bff7",
  "#a3a1f3",
  "#807eec",
  "#6462e2",
  "#4f4cd3",
  "#413eb8",
  "#353397",
  "#2a2878",
];
/** Greys with a little warmth, like undyed wool. */
const GRAY: Shades = [
  "#faf9f7",
  "#f4f2ee",
  "#ebe8e2",
  "#dfdbd4",
  "#cac5bc",
  "#a8a298",
  "#847e76",
  "#5e5953",
  "#3f3b37",
  "#24211e",
];
const DARK: Shades = [
  "#ebe8e3",
  "#c8c4bd",
  "#a6a199",
  "#7c7770",
  "#4b4742",
  "#393632",
  "#2b2926",
  "#1d1b19",
  "#171614",
  "#100f0e",
];

/** Surfaces belong to one scheme: a white background set for all would make the dark theme unreadable. */
const SURFACE = /(background|text|border)Color$/i;

/** The scheme that settings made at the top are meant for. */
export function baseScheme(theme: ThemeSettings): Scheme | undefined {
  if (theme.base !== undefined) return theme.base;
  const background = theme.backgroundColor === undefined ? undefined : lightness(theme.backgroundColor);
  return background === undefined ? undefined : background < 0.6 ? "dark" : "light";
}

/** Everything that was set and holds in a scheme. */
export function paletteOf(theme: ThemeSettings, scheme: Scheme): Variant {
  const meant = baseScheme(theme) ?? "light";
  const held = (palette: Palette) =>
    Object.fromEntries(Object.entries(palette).filter(([name]) => scheme === meant || !SURFACE.test(name)));
  const { light, dark, sidebar, ...page } = theme;
  const own = { light, dark }[scheme];
  const beside = { ...held(sidebar ?? {}), ...own?.sidebar };
  return { ...held(page), ...own, ...(Object.keys(beside).length > 0 && { sidebar: beside }) };
}

/** A font with the address of the style sheet that declares it: `Nunito:https://fonts.example.org/nunito.css`. */
export const WITH_SHEET = /^\s*["']?([^:,"']+?)["']?\s*:\s*(https?:\/\/\S+)$/;

export function fontStack(font: string): string {
  const name = WITH_SHEET.exec(font)?.[1];
  return FONTS[font] ?? (name === undefined ? `${font}, ${SANS}` : `"${name}", ${SANS}`);
}

/** CSS variables that a palette sets. What it leaves open follows from the rest, or from the style sheet. */
export function variables(palette: Palette, scheme: Scheme = "light"): Record<string, string> {
  const ground = palette.backgroundColor ?? GROUND[scheme];
  const text = palette.textColor ?? TEXT[scheme];
  // The second background and the fields follow the first one, or they would keep the colour of another theme.
  const second =
    palette.secondaryBackgroundColor ??
    (palette.backgroundColor === undefined ? undefined : mix(ground, text, 0.05));
  const set: Record<string, string> = {};
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined) set[name] = value;
  };
  put("--tr-bg", palette.backgroundColor);
  put("--tr-bg-2", second);
  put("--tr-field", second);
  if (palette.backgroundColor !== undefined)
    put("--tr-raised", mix(ground, scheme === "dark" ? text : "#ffffff", 0.08));
  put("--tr-text", palette.textColor);
  put("--tr-border", palette.borderColor);
  if (palette.primaryColor !== undefined) {
    put("--tr-primary", palette.primaryColor);
    put("--tr-on-primary", onColor(palette.primaryColor));
    const words = readable(palette.primaryColor, [ground, second ?? GROUND_2[scheme]]);
    put("--tr-primary-text", words);
    put("--tr-link", words);
  }
  put("--tr-link", palette.linkColor);
  for (const hue of HUES) {
    const color = palette[`${hue}Color`];
    const follows = (how: string) =>
      color === undefined ? undefined : `color-mix(in srgb, ${color} ${how})`;
    put(`--tr-${hue}`, color);
    put(
      `--tr-${hue}-bg`,
      palette[`${hue}BackgroundColor`] ??
        follows(scheme === "dark" ? "20%, transparent" : "10%, transparent"),
    );
    put(
      `--tr-${hue}-text`,
      palette[`${hue}TextColor`] ?? follows(scheme === "dark" ? "85%, white" : "85%, black"),
    );
  }
  for (const [name, value] of Object.entries(palette)) {
    if (PLAIN.test(name)) put(`--tr-${name}`, String(value));
  }
  if (palette.linkUnderline !== undefined)
    set["--tr-link-line"] = palette.linkUnderline ? "underline" : "none";
  if (palette.showWidgetBorder === false) set["--tr-input-line"] = "transparent";
  for (const level of [1, 2, 3, 4, 5, 6]) {
    put(`--tr-h${level}`, length(palette.headingFontSizes?.[level - 1]));
    put(`--tr-h${level}-weight`, palette.headingFontWeights?.[level - 1]?.toString());
  }
  const code = palette.codeBackgroundColor === undefined ? undefined : lightness(palette.codeBackgroundColor);
  // Words of a language have the page's colours, which another ground would make unreadable.
  if (code !== undefined && code < 0.5 && scheme === "light") set["--tr-code-shift"] = "white 55%";
  if (code !== undefined && code > 0.7 && scheme === "dark") set["--tr-code-shift"] = "black 55%";
  put("--tr-code-size", length(palette.codeFontSize));
  put("--tr-padding-top", length(palette.paddingTop));
  put("--tr-padding-bottom", length(palette.paddingBottom));
  if (palette.font !== undefined) put("--tr-font", fontStack(palette.font));
  if (palette.headingFont !== undefined) put("--tr-font-heading", fontStack(palette.headingFont));
  if (palette.codeFont !== undefined) put("--tr-mono", fontStack(palette.codeFont));
  if (palette.baseRadius !== undefined) put("--tr-radius", RADII[palette.baseRadius] ?? palette.baseRadius);
  if (palette.buttonRadius !== undefined) {
    put(
      "--tr-radius-button",
      palette.buttonRadius === "full" ? "999px" : (RADII[palette.buttonRadius] ?? palette.buttonRadius),
    );
  }
  return set;
}

/** Options whose values are variables of the same name: `--tr-codeTextColor`. */
const PLAIN = /^(code(?!Font$|FontSize)|dataframe|chart)/;

/** What is set for the page alone, and not for its sidebar. */
const NOT_INHERITED = [
  "--tr-padding-top",
  "--tr-padding-bottom",
  ...[1, 2, 3, 4, 5, 6].flatMap((level) => [`--tr-h${level}`, `--tr-h${level}-weight`]),
];

/** A length with its unit: a number alone is in pixels. */
function length(size: string | undefined): string | undefined {
  return size !== undefined && /^[0-9.]+$/.test(size) ? `${size}px` : size;
}

/** Black or white, whichever can be read on a colour. */
function onColor(color: string): string {
  return (lightness(color) ?? 0) > 0.72 ? "#1b1a18" : "#ffffff";
}

/** The style sheet's own colours, for what must be readable beside a colour that an app has set. */
const GROUND = { light: "#fdfcfb", dark: "#171614" } as const;
const GROUND_2 = { light: "#f5f3ef", dark: "#1f1d1b" } as const;
const TEXT = { light: "#26231f", dark: "#ebe8e3" } as const;

const px = (name: string) => `calc(var(--tr-radius) * ${name})`;

export function mantineTheme(theme: ThemeSettings): MantineThemeOverride {
  const primary = theme.primaryColor ?? theme.light?.primaryColor ?? theme.dark?.primaryColor;
  const custom = primary !== undefined && parseHex(primary) !== undefined;
  return {
    primaryColor: "accent",
    primaryShade: custom ? { light: 6, dark: 6 } : { light: 6, dark: 5 },
    colors: { accent: custom ? shades(primary) : ACCENT, gray: GRAY, dark: DARK },
    autoContrast: true,
    luminanceThreshold: 0.45,
    fontFamily: "var(--tr-font)",
    fontFamilyMonospace: "var(--tr-mono)",
    headings: { fontFamily: "var(--tr-font-heading)", fontWeight: "650" },
    radius: { xs: px("0.5"), sm: px("0.75"), md: "var(--tr-radius)", lg: px("1.5"), xl: px("2") },
    defaultRadius: "md",
    cursorType: "pointer",
    focusRing: "auto",
    respectReducedMotion: true,
    shadows: {
      xs: "var(--tr-shadow-1)",
      sm: "var(--tr-shadow-1)",
      md: "var(--tr-shadow-2)",
      lg: "var(--tr-shadow-2)",
      xl: "var(--tr-shadow-2)",
    },
    components: {
      // One height and one type size for everything that stands in a row of controls.
      Input: { vars: () => ({ wrapper: { "--input-height": "2.5rem", "--input-fz": "0.9375rem" } }) },
      // Before dialogs, which they may stand in.
      Popover: { defaultProps: { zIndex: 330 } },
      // The first entry takes the focus. A placeholder for it would be a child that a menu may not have.
      Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
      Button: {
        vars: () => ({
          root: {
            "--button-height": "2.5rem",
            "--button-fz": "0.9375rem",
            "--button-radius": "var(--tr-radius-button)",
          },
        }),
      },
    },
  };
}

/** Mantine's own variables in terms of ours, so that a theme is set in one place. */
const SHARED: Record<string, string> = {
  "--mantine-color-body": "var(--tr-bg)",
  "--mantine-color-text": "var(--tr-text)",
  "--mantine-color-dimmed": "var(--tr-text-2)",
  "--mantine-color-placeholder": "var(--tr-text-3)",
  "--mantine-color-anchor": "var(--tr-link)",
  "--mantine-color-default": "var(--tr-field)",
  "--mantine-color-default-hover": "var(--tr-hover)",
  "--mantine-color-default-color": "var(--tr-text)",
  "--mantine-color-default-border": "var(--tr-border)",
  "--mantine-color-disabled": "var(--tr-bg-2)",
  "--mantine-color-disabled-color": "var(--tr-text-3)",
  "--mantine-color-disabled-border": "var(--tr-border)",
  "--mantine-color-error": "var(--tr-red-text)",
};

export function cssVariables(theme: ThemeSettings): CSSVariablesResolver {
  return () => ({
    variables: once(theme),
    light: { ...SHARED, ...variables(paletteOf(theme, "light"), "light") },
    dark: { ...SHARED, ...variables(paletteOf(theme, "dark"), "dark") },
  });
}

/** What holds in both schemes, and in the sidebar as well. */
function once(theme: ThemeSettings): Record<string, string> {
  const { baseFontWeight, metricValueFontSize, metricValueFontWeight, showSidebarBorder } = theme;
  const set: Record<string, string> = {};
  if (baseFontWeight !== undefined) set["--tr-weight"] = String(baseFontWeight);
  if (metricValueFontSize !== undefined) set["--tr-metric"] = length(metricValueFontSize) ?? "";
  if (metricValueFontWeight !== undefined) set["--tr-metric-weight"] = String(metricValueFontWeight);
  if (showSidebarBorder === true) set["--tr-sidebar-line"] = "1px solid var(--tr-border)";
  return set;
}

/** The style sheet for the sidebar: Mantine's variables, made again from ours there, and what the theme has differently. */
export function sidebarCss(theme: ThemeSettings): string {
  const shared = rule(".tr-sidebar", SHARED);
  const own = (["light", "dark"] as const).map((scheme) => {
    const palette = paletteOf(theme, scheme).sidebar ?? {};
    const page = variables(paletteOf(theme, scheme), scheme);
    const own = NOT_INHERITED.filter((name) => page[name] !== undefined).map((name) => [name, "initial"]);
    const set = { ...Object.fromEntries(own), ...variables(palette, scheme) };
    if (palette.primaryColor !== undefined) {
      set["--mantine-primary-color-filled"] = palette.primaryColor;
      set["--mantine-primary-color-contrast"] = onColor(palette.primaryColor);
    }
    return rule(`:root[data-mantine-color-scheme="${scheme}"] .tr-sidebar`, set);
  });
  return shared + own.join("");
}

function rule(selector: string, set: Readonly<Record<string, string>>): string {
  const body = Object.entries(set).map(([name, value]) => `${name}:${value.replace(/[;{}<>]/g, "")}`);
  return body.length === 0 ? "" : `${selector}{${body.join(";")}}`;
}
