/** The look of the page for charts of ECharts. */

import { chartColors } from "../chartColors";
import { colorAt } from "../vega/look";

type Tree = { [name: string]: unknown };

/** A theme of ECharts with the fonts and colours of the page at an element. */
export function themeAt(element: Element): Tree {
  const color = colorAt(element);
  const [text, soft, line, faint] = [
    color("--tr-text"),
    color("--tr-text-2"),
    color("--tr-border"),
    color("--tr-border-soft"),
  ];
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    axisLabel: { color: soft },
    nameTextStyle: { color: soft },
    splitLine: { lineStyle: { color: faint } },
    splitArea: { areaStyle: { color: ["transparent", "transparent"] } },
  };
  return {
    color: [...chartColors(element).categorical],
    backgroundColor: "transparent",
    textStyle: { fontFamily: getComputedStyle(element).fontFamily, color: text },
    title: { textStyle: { color: text, fontSize: 16, fontWeight: 600 }, subtextStyle: { color: soft } },
    legend: { textStyle: { color: soft }, pageTextStyle: { color: soft }, pageIconColor: soft },
    tooltip: {
      backgroundColor: color("--tr-raised"),
      borderColor: line,
      textStyle: { color: text, fontSize: 13 },
      axisPointer: { lineStyle: { color: line }, crossStyle: { color: line } },
    },
    visualMap: { textStyle: { color: soft } },
    toolbox: { iconStyle: { borderColor: soft } },
    dataZoom: { textStyle: { color: soft }, borderColor: line },
    label: { color: text },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    logAxis: axis,
    graph: { label: { color: text } },
    pie: { label: { color: text } },
    sankey: { label: { color: text } },
    gauge: { title: { color: soft }, detail: { color: text } },
    radar: { axisName: { color: soft }, axisLine: { lineStyle: { color: line } } },
  };
}
