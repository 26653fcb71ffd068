import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { ElementProps } from "../contract";
import { Action, Toolbar } from "../data/parts/Toolbar";
import { save } from "../data/save";
import { useWidget } from "../hooks";
import { ChartTip, type Tip } from "./parts/ChartTip";
import { useFull } from "./useFull";
import styles from "./VegaLiteChart.module.css";
import { loadVega, type Vega } from "./vega";
import { pictureOf } from "./vega/picture";
import { useScheme } from "./vega/scheme";
import type { Selection } from "./vega/selection";
import { useSources } from "./vega/sources";
import type { Size, Spec } from "./vega/spec";
import { type Events, Stage } from "./vega/stage";

/** The height of the place of a chart before it is drawn. */
const EXPECTED = 350;
/** How long a selection that is being drawn waits for its next change, in ms. */
const PAUSE = 150;

export default function VegaLiteChart({ id, props }: ElementProps<"vega_lite_chart">): ReactNode {
  const { spec, themed, alt, selections } = props;
  const sources = useSources(props.datasets);
  const { value, sendSoon } = useWidget<Selection | null>(id, { value: props.value, disabled: false });
  const scheme = useScheme();
  const [vega, setVega] = useState<Vega>();
  const [failure, setFailure] = useState<unknown>();
  const [missing, setMissing] = useState<string>();
  const [drawn, setDrawn] = useState(0);
  const [tip, setTip] = useState<Tip | null>(null);
  const [box, setBox] = useState({ width: 0, height: 0 });
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const [full, toggleFull] = useFull(root);
  const stage = useRef<Stage>(undefined);
  if (failure !== undefined) throw failure;

  useEffect(() => {
    loadVega().then(setVega, setFailure);
  }, []);

  const parts = useMemo(() => JSON.parse(spec) as Spec, [spec]);
  const natural = !full && props.width === "content" && parts.width !== "container";
  const high = full || props.height !== "content" || parts.height === "container";

  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const measure = () => {
      const style = getComputedStyle(element);
      const space = (a: string, b: string) => Number.parseFloat(a) + Number.parseFloat(b);
      setBox({
        width: element.clientWidth - space(style.paddingLeft, style.paddingRight),
        height: element.clientHeight - space(style.paddingTop, style.paddingBottom),
      });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // The newest functions, for a stage that stays.
  const events = useRef<Events>(undefined);
  events.current = {
    onSelect: (next) => sendSoon(next, PAUSE),
    onTip: setTip,
    onDrawn: () => setDrawn((count) => count + 1),
    onMissing: setMissing,
    onError: setFailure,
  };
  useEffect(() => {
    const element = plot.current;
    if (vega === undefined || element === null) return;
    const made = new Stage(vega, element, {
      onSelect: (next) => events.current?.onSelect(next),
      onTip: (next) => events.current?.onTip(next),
      onDrawn: () => events.current?.onDrawn(),
      onMissing: (address) => events.current?.onMissing(address),
      onError: (error) => events.current?.onError(error),
    });
    stage.current = made;
    return () => {
      made.end();
      stage.current = undefined;
    };
  }, [vega]);

  const width = natural ? undefined : box.width;
  const height = high ? box.height : undefined;
  const label = alt ?? "Chart";
  useEffect(() => {
    if (vega === undefined || sources === undefined || width === 0 || height === 0) return;
    const size: Size = { width, height };
    const names = selections.map((each) => each.name);
    stage.current?.show({ spec, sources, themed, scheme, size, value, selections: names, label });
  }, [vega, spec, sources, themed, scheme, width, height, value, selections, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is missing belongs to one specification
  useEffect(() => setMissing(undefined), [spec]);

  const picture = (kind: "png" | "svg") => {
    const view = stage.current?.view;
    const element = root.current;
    if (view === undefined || element === null) return;
    pictureOf(view, kind, themed ? element : null).then((file) => save(file, `chart.${kind}`), setFailure);
  };

  const size: CSSProperties = {};
  if (props.height === "content" && high && !full) size.height = EXPECTED;
  if (props.height === "stretch") size.minHeight = 160;
  if (drawn === 0) size.minHeight = EXPECTED;
  if (props.width === "content" && !natural && !full) size.width = "min(100%, 40rem)";
  return (
    <div
      ref={root}
      className={styles.root}
      style={full ? undefined : size}
      data-full={full || undefined}
      data-natural={natural || undefined}
      aria-busy={drawn === 0 || undefined}
    >
      <Toolbar full={full} onFull={toggleFull}>
        <Action icon="picture" label="Download as PNG" onClick={() => picture("png")} />
        <Action icon="download" label="Download as SVG" onClick={() => picture("svg")} />
      </Toolbar>
      <div ref={plot} className={styles.plot} data-drawn={drawn} onPointerLeave={() => setTip(null)} />
      {tip === null ? null : <ChartTip tip={tip} width={box.width} height={box.height} />}
      {missing === undefined ? null : (
        <p className={styles.note} role="note">
          The chart could not load its data from <code>{missing}</code>. The page may load data from its own
          server only: read it in Python and give the table to the chart.
        </p>
      )}
    </div>
  );
}
