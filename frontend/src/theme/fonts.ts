/** Fonts that an app brings. Most bring none, so this is fetched when one does. */

import { type ThemeSettings, WITH_SHEET } from "./theme";

/** The addresses of the style sheets that the fonts of a theme name. */
export function fontSheets(theme: ThemeSettings): string[] {
  const palettes = [theme, theme.light, theme.dark].flatMap((each) => [each, each?.sidebar]);
  const fonts = palettes.flatMap((each) => [each?.font, each?.headingFont, each?.codeFont]);
  return [...new Set(fonts.flatMap((font) => WITH_SHEET.exec(font ?? "")?.[2] ?? []))];
}

/** The style sheet with the fonts that the app brings. */
export function fontFaces(theme: ThemeSettings): string {
  const faces = (theme.fontFaces ?? []).map(({ family, url, weight, style, unicodeRange }) => {
    const inQuotes = (text: string) => `"${text.replace(/["\\\n<]/g, "")}"`;
    const face = `font-family:${inQuotes(family)};src:url(${inQuotes(url)});font-display:swap`;
    const more = [
      ["font-weight", weight],
      ["font-style", style],
      ["unicode-range", unicodeRange],
    ].flatMap(([name, value]) =>
      value === undefined ? [] : `;${name}:${String(value).replace(/[;{}<>]/g, "")}`,
    );
    return `@font-face{${face}${more.join("")}}`;
  });
  return faces.join("");
}
