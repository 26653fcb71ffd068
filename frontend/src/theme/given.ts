import type { ThemeSettings } from "./theme";

/** The theme that the server has written into the page: known before the page is connected. */
export function givenTheme(page: Document = document): ThemeSettings {
  const content = page.querySelector<HTMLMetaElement>('meta[name="treadle-theme"]')?.content;
  return content === undefined ? {} : (JSON.parse(content) as ThemeSettings);
}
