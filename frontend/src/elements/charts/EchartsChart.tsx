import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { ElementProps } from "../contract";
import { Action, Toolbar } from "../data/parts/Toolbar";
import { save } from "../data/save";
import { useWidget } from "../hooks";
import { useFetched } from "../shared/lazy";
import { useUnpacked } from "./arrays";
import styles from "./EchartsChart.module.css";
import { type Chart, echarts } from "./echarts/engine";
import { themeAt } from "./echarts/look";
import { optionOf, replacing, type Tree } from "./echarts/option";
import { type Group, type Parts, selectionText } from "./echarts/selection";
import { useFull } from "./useFull";
import { useScheme } from "./vega/scheme";

const NOTHING: Parts = { clicked: [], brushed: [], areas: [] };

export default function EchartsChart({ id, props }: ElementProps<"echarts_chart">): ReactNode {
  const { themed, renderer, selects, alt } = props;
  const { value, send } = useWidget<string | null>(id, { value: props.value, disabled: false });
  const tree = useUnpacked(props.option, props.arrays);
  const option = useMemo(() => (tree === undefined ? undefined : optionOf(tree, selects)), [tree, selects]);
  const engine = useFetched(echarts.load());
  const scheme = useScheme();
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<Chart>();
  const [full, toggleFull] = useFull(root);
  const shown = useRef<Tree>(undefined);
  const parts = useRef(NOTHING);
  const latest = useRef({ option, value, send, selects });
  latest.current = { option, value, send, selects };

  useEffect(() => {
    const element = plot.current;
    if (engine === undefined || element === null) return;
    const made = engine.init(element, null, { renderer });
    shown.current = undefined;
    const choose = (change: Partial<Parts>) => {
      const now = latest.current;
      parts.current = { ...parts.current, ...change };
      if (!now.selects) return;
      const text = selectionText(parts.current, now.option ?? {});
      if (text !== now.value) now.send(text);
    };
    made.on("selectchanged", (event) => choose({ clicked: (event as Tree).selected as Tree[] }));
    // The areas change with every movement of the pointer; what is inside is told before the end.
    let inside: Tree[] = [];
    made.on("brushSelected", (event) => {
      inside = ((event as Tree).batch as { selected: Tree[] }[]).flatMap((each) => each.selected);
      if (((event as Tree).batch as { areas: Tree[] }[]).every(({ areas }) => areas.length === 0))
        choose({ brushed: [], areas: [] });
    });
    made.on("brushEnd", (event) => choose({ brushed: inside, areas: (event as Tree).areas as Tree[] }));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    setChart(made);
    return () => {
      observer.disconnect();
      made.dispose();
      setChart(undefined);
    };
  }, [engine, renderer]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme has the colours of the scheme
  useEffect(() => {
    if (chart === undefined || plot.current === null) return;
    chart.setTheme(themed ? themeAt(plot.current) : "default");
  }, [chart, themed, scheme]);

  useEffect(() => {
    if (chart === undefined || option === undefined) return;
    const first = shown.current === undefined;
    chart.setOption(option, replacing(shown.current, option));
    shown.current = option;
    const { value: chosen } = latest.current;
    if (!first || chosen === null) return;
    for (const group of (JSON.parse(chosen) as { selected: Group[] }).selected)
      chart.dispatchAction({
        type: "select",
        seriesIndex: group.series_index,
        dataIndex: [...group.data_indices],
      });
  }, [chart, option]);

  const picture = async (kind: "png" | "svg") => {
    const element = plot.current;
    if (engine === undefined || chart === undefined || element === null) return;
    const size = { width: element.clientWidth, height: element.clientHeight };
    const copy = engine.init(document.createElement("div"), themed ? themeAt(element) : null, {
      renderer: kind === "svg" ? "svg" : "canvas",
      ...size,
    });
    try {
      const ground = getComputedStyle(document.body).backgroundColor;
      copy.setOption({ ...chart.getOption(), animation: false, backgroundColor: themed ? ground : "#fff" });
      if (kind === "svg") {
        save(new Blob([copy.renderToSVGString()], { type: "image/svg+xml" }), "chart.svg");
        return;
      }
      const canvas = copy.renderToCanvas({ pixelRatio: 2 });
      const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      if (file !== null) save(file, "chart.png");
    } finally {
      copy.dispose();
    }
  };

  const clear = () => {
    const { value: chosen } = latest.current;
    for (const group of chosen === null ? [] : (JSON.parse(chosen) as { selected: Group[] }).selected)
      chart?.dispatchAction({
        type: "unselect",
        seriesIndex: group.series_index,
        dataIndex: [...group.data_indices],
      });
    chart?.dispatchAction({ type: "brush", areas: [] });
    parts.current = NOTHING;
    send(null);
  };

  const size: CSSProperties = props.height === "stretch" ? { minHeight: "12rem" } : {};
  return (
    <div ref={root} className={styles.root} style={full ? undefined : size} data-full={full || undefined}>
      <Toolbar full={full} onFull={toggleFull}>
        {value === null ? null : <Action icon="none" label="Clear the selection" onClick={clear} />}
        <Action icon="picture" label="Download as PNG" onClick={() => picture("png")} />
        <Action icon="download" label="Download as SVG" onClick={() => picture("svg")} />
      </Toolbar>
      {/* biome-ignore lint/a11y/useSemanticElements: a figure would need a caption for its name */}
      <div
        ref={plot}
        className={styles.plot}
        role="figure"
        aria-label={alt ?? "Chart"}
        aria-busy={chart === undefined || option === undefined || undefined}
      />
    </div>
  );
}
