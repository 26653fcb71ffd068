import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { Scheme } from "../../../theme/theme";
import { useTopLayer } from "../../data/useTopLayer";
import { withGround } from "../plotly/basemap";
import { configOf, layoutOf } from "../plotly/behaviour";
import {
  engineFor,
  type Figure,
  fetched,
  fetchOutlines,
  type Plotly,
  type PlotlyElement,
} from "../plotly/engine";
import { lookOf, withLook } from "../plotly/look";
import { clickedPart, type Mode, type Selection, selectionOf, withSelection } from "../plotly/selection";
import styles from "./PlotlyPlot.module.css";

interface PlotProps {
  readonly figure: Figure;
  /** Plotly's options, as JSON. */
  readonly config: string;
  readonly scheme: Scheme;
  /** What of the page's look the chart has: all, all but the colours of the data, or nothing. */
  readonly look: "whole" | "lines" | "none";
  readonly modes: readonly Mode[];
  readonly label: string | null;
  /** The selection, as JSON. */
  readonly selected: string | null;
  readonly onSelect: (selection: string | null) => void;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Below this width, the legend stands above the plot. */
const NARROW = 480;

export function PlotlyPlot(props: PlotProps): ReactNode {
  const { figure: newest, config, scheme, look, modes, selected } = props;
  /** The newest figure whose engine and outlines are here. */
  const [ready, setReady] = useState<{ readonly engine: Plotly; readonly figure: Figure }>();
  const [failure, setFailure] = useState<unknown>();
  const [size, setSize] = useState<Size>();
  const root = useRef<HTMLDivElement>(null);
  const [full, toggleFull] = useTopLayer(root);
  const plot = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  /** The selection that was made in this chart last: Plotly shows it already. */
  const own = useRef<string | null>(null);
  const drawn = useRef<readonly unknown[]>([]);
  if (failure !== undefined) throw failure;

  useEffect(() => {
    let wanted = true;
    Promise.all([engineFor(newest).load(), fetchOutlines(newest)]).then(
      ([engine]) => wanted && setReady({ engine, figure: newest }),
      (reason: unknown) => wanted && setFailure(reason),
    );
    return () => {
      wanted = false;
    };
  }, [newest]);

  useLayoutEffect(() => {
    const element = plot.current;
    if (element === null) return;
    let frame = 0;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      // What is hidden, in a tab that is not open, keeps the size that it had.
      if (width === 0 || height === 0) return;
      setSize((old) => (old?.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    });
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, []);

  const save = useRef((_format: "png" | "svg"): unknown => undefined);
  const options = useMemo(
    () => configOf(config, { modes, toggleFull, download: (format) => save.current(format) }),
    [config, modes, toggleFull],
  );

  useEffect(() => {
    const element = plot.current as PlotlyElement | null;
    if (ready === undefined || element === null || size === undefined) return;
    const { engine, figure } = ready;
    const before = drawn.current;
    save.current = (format) => download(engine, element, format, config, look !== "none");
    const now = [engine, figure, options, scheme, look, modes, size, selected];
    drawn.current = now;
    const same = (upTo: number) => now.slice(0, upTo).every((each, i) => each === before[i]);
    // Plotly shows a selection that was made here. A new drawing would only take time.
    if (same(7) && selected === own.current) return;
    const narrow = size.width < NARROW;
    const wasNarrow = ((before[6] as Size | undefined)?.width ?? 0) < NARROW;
    if (same(6) && before[7] === selected && narrow === wasNarrow) {
      void engine.relayout(element, { ...size });
      return;
    }
    own.current = selected;
    const colors = lookOf(element, scheme);
    const grounded = withGround(figure, fetched().world_110m, colors);
    const themed = look === "none" ? grounded : withLook(grounded, colors, look === "lines", narrow);
    const whole = { ...themed, layout: { ...themed.layout, ...layoutOf(figure, modes, selected), ...size } };
    const shown = withSelection(whole, selected === null ? null : (JSON.parse(selected) as Selection));
    if (before[0] !== engine && before[0] !== undefined) (before[0] as Plotly).purge(element);
    const first = before[0] !== engine;
    engine.react(element, { ...shown, config: options }).then(
      (chart) => first && listen(chart),
      (reason: unknown) => setFailure(reason),
    );

    function listen(chart: PlotlyElement): void {
      const choose = (selection: Selection | null | undefined) => {
        const { modes: allowed, onSelect, selected: had } = latest.current;
        if (selection === undefined || allowed.length === 0) return;
        const text = selection === null ? null : JSON.stringify(selection);
        own.current = text;
        if (text !== had) onSelect(text);
      };
      type Event = Parameters<typeof clickedPart>[0];
      chart.on("plotly_selected", (event) => choose(selectionOf(event as Event, latest.current.modes)));
      chart.on("plotly_click", (event) => choose(clickedPart(event as Event)));
      chart.on("plotly_deselect", () => choose(null));
      chart.on("plotly_doubleclick", () => latest.current.selected !== null && choose(null));
    }
  }, [ready, options, config, scheme, look, modes, size, selected]);

  useEffect(() => {
    const element = plot.current;
    return () => {
      const [last] = drawn.current as readonly [Plotly | undefined];
      if (element !== null) last?.purge(element);
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && full) toggleFull();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the full screen, wherever the focus is in it
    <div ref={root} className={styles.root} data-full={full || undefined} onKeyDown={onKeyDown}>
      <div
        ref={plot}
        className={styles.plot}
        {...(props.label === null ? {} : { role: "figure", "aria-label": props.label })}
      />
    </div>
  );
}

/** Save the chart as a picture, on the ground of the page: dark texts on nothing could not be read everywhere. */
async function download(
  engine: Plotly,
  chart: PlotlyElement,
  format: "png" | "svg",
  config: string,
  themed: boolean,
): Promise<void> {
  const { toImageButtonOptions } = JSON.parse(config) as { toImageButtonOptions?: object };
  const ground = themed ? { paper_bgcolor: getComputedStyle(document.body).backgroundColor } : {};
  const layout = { ...ground, ...chart.layout };
  await engine.downloadImage({ data: chart.data, layout } as unknown as HTMLElement, {
    filename: "chart",
    width: chart.clientWidth,
    height: chart.clientHeight,
    scale: format === "png" ? 2 : 1,
    ...toImageButtonOptions,
    format,
  });
}
