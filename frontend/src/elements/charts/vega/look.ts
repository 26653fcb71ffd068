import type { Config } from "vega-lite";
import { hex, painter } from "../../shared/color/rgb";
import { chartColors } from "../chartColors";
import type { Spec } from "./spec";

/** A colour of the page as it is shown at an element: `#26231f`. Vega mixes colours itself and writes them into images. */
export function colorAt(element: Element): (name: string) => string {
  const paint = painter();
  return (name) => {
    const probe = document.createElement("i");
    probe.style.cssText = `display:none;color:var(${name})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return paint === undefined ? color : hex(paint(color));
  };
}

const VARIABLE = /^var\((--tr-[a-z]+)\)$/;

/** A specification in which the colours of the page stand in place of their names: `var(--tr-red)`. */
export function withPageColors<T>(spec: T, element: Element): T {
  const color = colorAt(element);
  const within = (value: unknown): unknown => {
    if (typeof value === "string") {
      const name = VARIABLE.exec(value)?.[1];
      return name === undefined ? value : color(name);
    }
    if (Array.isArray(value)) return value.map(within);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, within(each)]));
  };
  return within(spec) as T;
}

/**
 * The look of charts that do not take theirs from the page: Vega's own. Where the page is dark, the ground is the page's and
 * what is written is light, unless the chart has a ground of its own.
 */
export function ownLook(element: Element, dark: boolean, spec: Spec): Config {
  const config = spec.config as { readonly background?: unknown } | undefined;
  if (!dark || (spec.background ?? config?.background) !== undefined) return {};
  const color = colorAt(element);
  const [text, soft, line] = [color("--tr-text"), color("--tr-border-soft"), color("--tr-border")];
  const words = { labelColor: text, titleColor: text };
  return {
    background: "transparent",
    view: { stroke: line },
    axis: { ...words, gridColor: soft, domainColor: line, tickColor: line },
    legend: words,
    header: words,
    title: { color: text, subtitleColor: text },
    text: { color: text },
    rule: { color: text },
  };
}

/** From low to high. What is high stands out from the ground, so it is dark on a light one. */
const RAMP = ["#dcdbfa", "#a9a7f2", "#7673e6", "#4f4cd3", "#332f9c"];

/** The look of charts that take it from the page. */
export function pageLook(element: Element, dark: boolean): Config {
  const color = colorAt(element);
  const style = getComputedStyle(element);
  const font = style.fontFamily || "sans-serif";
  const [text, faint, soft, line] = [
    color("--tr-text"),
    color("--tr-text-2"),
    color("--tr-border-soft"),
    color("--tr-border"),
  ];
  const background = color("--tr-bg");
  const { categorical, sequential, diverging } = chartColors(element);
  const [first = "#5b58e0", second = "#e2733d", third = "#1f9d8f"] = categorical;
  const ramp = sequential ?? (dark ? RAMP.toReversed() : RAMP);
  const words = {
    labelColor: faint,
    labelFontSize: 12,
    titleColor: faint,
    titleFontSize: 12,
    titleFontWeight: 500,
  };
  return {
    background: "transparent",
    font,
    padding: { left: 2, top: 8, right: 8, bottom: 4 },
    view: {
      stroke: "transparent",
      continuousWidth: 400,
      continuousHeight: 350,
      discreteHeight: { step: 28 },
    },
    axis: {
      ...words,
      domain: false,
      ticks: false,
      grid: true,
      gridColor: soft,
      gridWidth: 1,
      domainColor: line,
      tickColor: line,
      labelPadding: 8,
      labelOverlap: true,
      labelSeparation: 8,
      titlePadding: 10,
    },
    axisX: { grid: false, domain: true },
    axisQuantitative: { tickCount: 6 },
    axisXQuantitative: { grid: true },
    axisXTemporal: { tickCount: { expr: "max(2, width / 90)" } },
    axisXDiscrete: { labelAngle: 0, labelLimit: 120 },
    axisDiscrete: { grid: false, labelSeparation: 3 },
    legend: {
      ...words,
      labelLimit: 220,
      symbolType: "circle",
      symbolSize: 90,
      rowPadding: 5,
      titlePadding: 8,
      padding: 1,
    },
    header: {
      labelColor: text,
      labelFontSize: 12,
      titleColor: faint,
      titleFontSize: 12,
      titleFontWeight: 500,
    },
    title: {
      color: text,
      subtitleColor: faint,
      fontSize: 15,
      fontWeight: 600,
      subtitleFontSize: 12,
      anchor: "start",
      offset: 12,
    },
    mark: { tooltip: true, color: first },
    bar: { cornerRadiusEnd: 3, binSpacing: 1 },
    line: { strokeWidth: 2, strokeCap: "round", strokeJoin: "round" },
    trail: { strokeCap: "round" },
    area: { opacity: 0.75 },
    arc: { stroke: background, strokeWidth: 1 },
    point: { filled: true, size: 50, opacity: 0.85 },
    circle: { size: 50, opacity: 0.85 },
    square: { size: 50, opacity: 0.85 },
    rule: { color: faint },
    text: { color: text, fontSize: 12 },
    tick: { thickness: 2 },
    boxplot: { median: { color: background } },
    range: {
      category: [...categorical],
      ordinal: sequential === undefined ? { scheme: "purples", extent: dark ? [1, 0.15] : [0.15, 1] } : ramp,
      ramp,
      heatmap: ramp,
      diverging: diverging ?? [second, "#f0b892", "#efece7", "#9ccfc8", third],
    },
    selection: {
      interval: { mark: { fill: first, fillOpacity: 0.12, stroke: first, strokeOpacity: 0.6 } },
    },
  } as Config;
}
