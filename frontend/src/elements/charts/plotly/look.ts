/** The look of the page for Plotly's charts: its fonts and colours, in light and dark. */

import { mix } from "../../../theme/colors";
import type { Scheme } from "../../../theme/theme";
import { painter } from "../../shared/color/rgb";
import { type ChartColors, chartColors } from "../chartColors";
import type { Figure, Tree } from "./engine";

export interface Look {
  readonly scheme: Scheme;
  readonly font: string;
  readonly colors: Readonly<Record<ColorName, string>>;
  readonly charts: ChartColors;
}

const COLORS = {
  text: "--tr-text",
  soft: "--tr-text-2",
  ground: "--tr-bg",
  second: "--tr-bg-2",
  raised: "--tr-raised",
  border: "--tr-border",
  grid: "--tr-border-soft",
  primary: "--tr-primary",
  red: "--tr-red",
  green: "--tr-green",
  blue: "--tr-blue",
  gray: "--tr-gray",
} as const;
type ColorName = keyof typeof COLORS;

/** The look of the page where an element stands: a sidebar has other colours. */
export function lookOf(element: HTMLElement, scheme: Scheme): Look {
  const style = getComputedStyle(element);
  const probe = element.appendChild(document.createElement("i"));
  const colors = Object.fromEntries(
    Object.entries(COLORS).map(([name, variable]) => {
      probe.style.color = `var(${variable})`;
      return [name, plainColor(getComputedStyle(probe).color)];
    }),
  ) as Record<ColorName, string>;
  probe.remove();
  return {
    scheme,
    font: style.fontFamily || "sans-serif",
    colors,
    charts: chartColors(element),
  };
}

let paint: ReturnType<typeof painter>;

/** A colour as Plotly can read it. It knows nothing of mixed colours, which a browser names in other ways. */
function plainColor(color: string): string {
  if (/^(#|rgba?\()/.test(color)) return color;
  paint ??= painter();
  if (paint === undefined) return color;
  const [r, g, b, a] = paint(color);
  return a === 255 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)})`;
}

/** Plotly's own colours, which a figure of `plotly.express` has although no app has chosen them: of lines, and of scales. */
const THEIRS = [
  "#636efa",
  "#EF553B",
  "#00cc96",
  "#ab63fa",
  "#FFA15A",
  "#19d3f3",
  "#FF6692",
  "#B6E880",
  "#FF97FF",
  "#FECB52",
];
const THEIR_SCALE = [
  "#0d0887",
  "#46039f",
  "#7201a8",
  "#9c179e",
  "#bd3786",
  "#d8576b",
  "#ed7953",
  "#fb9f3a",
  "#fdca26",
  "#f0f921",
];

const STEPS = THEIR_SCALE.map((_, i) => i / (THEIR_SCALE.length - 1));

/** From what is like the ground to what stands out from it. */
function sequential(scheme: Scheme, chosen: readonly string[] | undefined): readonly string[] {
  if (chosen !== undefined) return chosen;
  const ends = scheme === "dark" ? ["#2a2878", "#6462e2", "#dfdefc"] : ["#dfdefc", "#6462e2", "#2a2878"];
  return STEPS.map((step) => between(ends, step));
}

function diverging(scheme: Scheme, chosen: readonly string[] | undefined): readonly string[] {
  if (chosen !== undefined) return chosen;
  const middle = scheme === "dark" ? "#393632" : "#f0ede8";
  return STEPS.map((step) => between(["#c2410c", "#e2944d", middle, "#5f9fd6", "#1d5fa8"], step));
}

function between(colors: readonly string[], step: number): string {
  const place = step * (colors.length - 1);
  const low = Math.min(Math.floor(place), colors.length - 2);
  return mix(colors[low] ?? "", colors[low + 1] ?? "", place - low);
}

const scaled = (colors: readonly string[]) => colors.map((color, i) => [i / (colors.length - 1), color]);

/** The figure's text with the page's colours in place of Plotly's own. */
export function recolored(text: string, scheme: Scheme, charts: ChartColors): string {
  const scale = sequential(scheme, charts.sequential);
  const ours = new Map<string, string>();
  THEIRS.forEach((color, i) => {
    ours.set(color, charts.categorical[i % charts.categorical.length] ?? color);
  });
  THEIR_SCALE.forEach((color, i) => {
    ours.set(color, scale[Math.round((STEPS[i] ?? 0) * (scale.length - 1))] ?? color);
  });
  return text.replace(
    /"(#[0-9a-fA-F]{6})"/g,
    (whole, color: string) => `"${ours.get(color) ?? whole.slice(1, -1)}"`,
  );
}

/** The figure in the look of the page. What the app has set itself stays as it is. */
export function withLook(figure: Figure, look: Look, ownColors: boolean, narrow: boolean): Figure {
  const ours = template(look, narrow);
  const theirs = (figure.layout.template ?? {}) as { data?: Tree; layout?: Tree };
  const { colorway: _, colorscale: __, coloraxis: ___, ...plain } = ours.layout;
  const made = ownColors
    ? { data: theirs.data ?? {}, layout: merged(theirs.layout ?? {}, plain) }
    : { data: merged(theirs.data ?? {}, ours.data), layout: merged(theirs.layout ?? {}, ours.layout) };
  const layout: Tree = { ...figure.layout, template: made };
  // `plotly.express` leaves 60 pixels for a title, even if there is none.
  const margin = layout.margin as Tree | undefined;
  if (margin !== undefined && Object.keys(margin).length === 1 && margin.t === 60) delete layout.margin;
  // Below the title, a narrow chart has its legend.
  if (hasTitle(layout)) (made.layout.margin as Tree).t = narrow ? 80 : 56;
  return { ...figure, layout };
}

function hasTitle({ title }: Tree): boolean {
  return typeof title === "object" && title !== null ? Boolean((title as Tree).text) : Boolean(title);
}

function merged(base: Tree, over: Tree): Tree {
  const out: Tree = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const before = out[name];
    out[name] = isTree(before) && isTree(value) ? merged(before, value) : value;
  }
  return out;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function template({ scheme, font, colors, charts }: Look, narrow: boolean): { data: Tree; layout: Tree } {
  const low = scaled(sequential(scheme, charts.sequential));
  const CLEAR = "rgba(0,0,0,0)";
  const small = { color: colors.soft, size: 12 };
  const axis: Tree = {
    automargin: true,
    gridcolor: colors.grid,
    linecolor: colors.border,
    tickcolor: colors.border,
    zerolinecolor: colors.border,
    zerolinewidth: 1,
    tickfont: small,
    title: { font: { ...small, weight: 500 }, standoff: 12 },
  };
  const round: Tree = { gridcolor: colors.grid, linecolor: colors.border, tickfont: small };
  const space: Tree = {
    backgroundcolor: CLEAR,
    gridcolor: colors.grid,
    linecolor: colors.border,
    zerolinecolor: colors.border,
    showbackground: false,
    tickfont: { ...small, size: 11 },
    title: { font: small },
  };
  const bar: Tree = {
    colorbar: { outlinewidth: 0, thickness: 14, tickfont: small, title: { font: small }, ticks: "" },
  };
  const scale = [{ colorscale: low, ...bar }];
  const rise = { line: { color: colors.green }, fillcolor: colors.green };
  const fall = { line: { color: colors.red }, fillcolor: colors.red };
  return {
    data: {
      bar: [{ marker: { line: { width: 0, color: CLEAR } } }],
      histogram: [{ marker: { line: { width: 0, color: CLEAR } } }],
      scatter: [{ marker: { line: { width: 0 } } }],
      pie: [{ marker: { line: { color: colors.ground, width: 2 } }, automargin: true }],
      sunburst: [{ marker: { line: { color: colors.ground } } }],
      treemap: [{ marker: { line: { color: colors.ground } } }],
      icicle: [{ marker: { line: { color: colors.ground } } }],
      candlestick: [{ increasing: rise, decreasing: fall }],
      ohlc: [{ increasing: { line: { color: colors.green } }, decreasing: { line: { color: colors.red } } }],
      waterfall: [
        {
          increasing: { marker: { color: colors.green } },
          decreasing: { marker: { color: colors.red } },
          totals: { marker: { color: colors.blue } },
          connector: { line: { color: colors.border, width: 1 } },
        },
      ],
      heatmap: scale,
      heatmapgl: scale,
      contour: scale,
      contourcarpet: scale,
      histogram2d: scale,
      histogram2dcontour: scale,
      surface: scale,
      choropleth: [{ ...bar, marker: { line: { color: colors.ground, width: 0.5 } } }],
      sankey: [{ textfont: { color: colors.text }, node: { line: { width: 0 } } }],
      table: [
        {
          header: {
            fill: { color: colors.second },
            line: { color: colors.border },
            font: { color: colors.soft, weight: 600 },
          },
          cells: { fill: { color: CLEAR }, line: { color: colors.grid }, font: { color: colors.text } },
        },
      ],
    },
    layout: {
      font: { family: font, size: 13, color: colors.text },
      title: {
        font: { size: 16, weight: 600, color: colors.text },
        x: 0,
        xref: "container",
        xanchor: "left",
        y: 1,
        yref: "container",
        yanchor: "top",
        pad: { l: 2, t: 10 },
      },
      paper_bgcolor: CLEAR,
      plot_bgcolor: CLEAR,
      margin: { l: 0, r: 8, t: 32, b: 0, pad: 0 },
      colorway: [...charts.categorical],
      colorscale: {
        sequential: low,
        sequentialminus: low,
        diverging: scaled(diverging(scheme, charts.diverging)),
      },
      coloraxis: { colorscale: low, ...bar },
      xaxis: { ...axis, showgrid: false, showline: true, zeroline: false },
      yaxis: axis,
      legend: {
        bgcolor: CLEAR,
        font: small,
        title: { font: { ...small, weight: 600 } },
        itemsizing: "constant",
        ...(narrow ? { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom" } : {}),
      },
      hoverlabel: {
        bgcolor: colors.raised,
        bordercolor: colors.border,
        font: { family: font, size: 13, color: colors.text },
        align: "left",
      },
      modebar: { bgcolor: CLEAR, color: colors.soft, activecolor: colors.primary },
      newselection: { line: { color: colors.primary, width: 1, dash: "solid" } },
      activeselection: { fillcolor: colors.primary, opacity: 0.08 },
      newshape: { line: { color: colors.primary } },
      polar: { bgcolor: CLEAR, angularaxis: round, radialaxis: round },
      ternary: { bgcolor: CLEAR, aaxis: round, baxis: round, caxis: round },
      smith: { bgcolor: CLEAR, realaxis: round, imaginaryaxis: round },
      scene: { xaxis: space, yaxis: space, zaxis: space },
      geo: {
        bgcolor: CLEAR,
        landcolor: colors.second,
        showland: true,
        lakecolor: colors.ground,
        showlakes: true,
        coastlinecolor: colors.border,
        countrycolor: colors.border,
        subunitcolor: colors.border,
        framecolor: colors.border,
        framewidth: 0,
      },
      annotationdefaults: { arrowcolor: colors.soft, arrowwidth: 1 },
      sliders: [{ bgcolor: colors.second, bordercolor: colors.border, font: small }],
      updatemenus: [{ bgcolor: colors.raised, bordercolor: colors.border, font: { family: font, size: 12 } }],
    },
  };
}
