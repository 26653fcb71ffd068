/** Colours that can be told apart in light and dark, also with most kinds of colour blindness. */
export const PALETTE: readonly string[] = [
  "#5b58e0",
  "#e2733d",
  "#1f9d8f",
  "#d04f86",
  "#c79a1e",
  "#4b94d8",
  "#8f5bc4",
  "#6a9a3b",
  "#a8745a",
  "#7d8597",
];

/** The colours of charts: of series, and of quantities from low to high, without and with a middle. */
export interface ChartColors {
  readonly categorical: readonly string[];
  /** Undefined: the theme sets none, and a chart has its own. */
  readonly sequential: readonly string[] | undefined;
  readonly diverging: readonly string[] | undefined;
}

/** The colours that the theme gives to charts where an element stands. */
export function chartColors(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const listed = (name: string) => {
    const text = style.getPropertyValue(`--tr-chart${name}Colors`).trim();
    // Commas within brackets belong to a colour.
    const colors = text.split(/,(?![^(]*\))/).map((color) => color.trim());
    return text === "" ? undefined : colors;
  };
  const scale = (name: string) => {
    const colors = listed(name);
    return colors === undefined || colors.length < 2 ? undefined : colors;
  };
  return {
    categorical: listed("Categorical") ?? PALETTE,
    sequential: scale("Sequential"),
    diverging: scale("Diverging"),
  };
}
