import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { View } from "vega";
import type { TopLevelSpec } from "vega-lite";
import { plain } from "../../data/numbers";
import { Toolbar } from "../../data/parts/Toolbar";
import { type Lines, nearest, type Point, points } from "../lines";
import { useFull } from "../useFull";
import { loadVega, PADDING, type Vega } from "../vega";
import styles from "./LinePlot.module.css";

/** How areas stand to each other: overlapping (null), on each other, as shares, or around a middle. */
export type Stack = "zero" | "normalize" | "center" | null;

interface PlotProps {
  readonly lines: Lines;
  readonly label: string | null;
  /** Areas below the lines; undefined for none. */
  readonly area?: Stack | undefined;
}

/** What the pointer is at: a position along the axis, and each line's point there. */
interface Mark {
  readonly left: number;
  readonly x: number;
  readonly points: readonly {
    readonly name: string;
    readonly color: string;
    readonly y: number;
    /** Where it is drawn; null if it stands on others. */
    readonly top: number | null;
  }[];
}

const DATA = "points";
const ZOOM = "zoom";

export function LinePlot({ lines, label, area }: PlotProps): ReactNode {
  const [vega, setVega] = useState<Vega>();
  const [failure, setFailure] = useState<unknown>();
  const [only, setOnly] = useState<ReadonlySet<string>>(new Set());
  const [mark, setMark] = useState<Mark | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const [full, toggleFull] = useFull(root);
  const plot = useRef<HTMLDivElement>(null);
  const view = useRef<View>(undefined);
  const domain = useRef<readonly [number, number]>([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);

  useEffect(() => {
    loadVega().then(setVega, setFailure);
  }, []);
  if (failure !== undefined) throw failure;

  const visible = useMemo(() => {
    const chosen = lines.lines.filter((line) => only.has(line.name));
    return chosen.length > 0 ? chosen : lines.lines;
  }, [lines, only]);

  const stacked = area !== undefined && area !== null;

  // The latest points, for the view whenever it draws: on new data, on another size, on zooming.
  const shown = useRef(visible);
  shown.current = visible;
  const draw = useCallback(() => {
    const current = view.current;
    if (current === undefined) return;
    const [from, to] = domain.current;
    // What stands on each other needs the same places in each line.
    const pixels = stacked ? Number.POSITIVE_INFINITY : Math.max(50, current.width());
    const drawn: Point[] = shown.current.flatMap((line) => points(line, from, to, pixels));
    current.data(DATA, drawn).runAsync();
    setMark(null);
  }, [stacked]);

  // A new view only for another structure; new numbers go into the one that is there.
  const structure = JSON.stringify([
    area ?? String(area),
    lines.x.kind,
    lines.x.title,
    lines.x.whole,
    lines.y.title,
    lines.x.kind === "nominal" ? lines.x.values : null,
    lines.lines.map(({ name, color }) => [name, color]),
  ]);
  const newest = useRef(lines);
  newest.current = lines;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `structure` stands for all of `lines` that the view is made of
  useLayoutEffect(() => {
    const element = plot.current;
    if (vega === undefined || element === null) return;
    const made = vega.view(specification(newest.current, area), element);
    view.current = made;
    domain.current = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    let frame = 0;
    made.addSignalListener(ZOOM, (_name, value: { x?: readonly [number, number] }) => {
      const [from, to] = value.x ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      domain.current = [Number(from), Number(to)];
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    });
    const resize = () => {
      const { clientWidth, clientHeight } = element;
      if (clientWidth === 0 || clientHeight === 0) return;
      made.width(clientWidth).height(clientHeight);
      draw();
    };
    resize();
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      made.finalize();
      view.current = undefined;
    };
  }, [vega, structure, draw]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `visible` is what `draw` draws
  useEffect(draw, [visible, draw]);

  // Pointing ------------------------------------------------------------------------------------------------------

  const markAt = (x: number) => {
    const current = view.current;
    if (current === undefined) return;
    let best: number | undefined;
    for (const { xs } of visible) {
      const i = nearest(xs, x);
      const found = xs[i];
      if (found !== undefined && (best === undefined || Math.abs(found - x) < Math.abs(best - x)))
        best = found;
    }
    if (best === undefined) return setMark(null);
    const at = best;
    const [dx, dy] = corner(current);
    const across = current.scale("x") as (value: number) => number;
    const up = current.scale("y") as (value: number) => number;
    const left = across(at) + dx;
    if (left < dx - 1 || left > (plot.current?.clientWidth ?? 0) + 1) return setMark(null);
    setMark({
      left,
      x: at,
      points: visible.flatMap(({ name, color, xs, ys }) => {
        const i = nearest(xs, at);
        const y = ys[i];
        if (xs[i] !== at || y === undefined || !Number.isFinite(y)) return [];
        return [{ name, color, y, top: stacked ? null : up(y) + dy }];
      }),
    });
  };

  const onPointerMove = (event: PointerEvent) => {
    const current = view.current;
    const element = plot.current;
    if (current === undefined || element === null || event.buttons !== 0) return setMark(null);
    const [dx] = corner(current);
    const scale = current.scale("x") as { invert: (pixel: number) => number | Date };
    markAt(Number(scale.invert(event.clientX - element.getBoundingClientRect().left - dx)));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return setMark(null);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const xs = visible[0]?.xs ?? [];
    if (step === 0 || xs.length === 0) return;
    event.preventDefault();
    const at = mark === null ? (step > 0 ? 0 : xs.length - 1) : nearest(xs, mark.x) + step;
    markAt(xs[Math.min(xs.length - 1, Math.max(0, at))] ?? 0);
  };

  const isolate = (name: string, add: boolean) =>
    setOnly((old) => {
      const next = new Set(add ? old : []);
      if (old.has(name)) next.delete(name);
      else next.add(name);
      return next;
    });

  const names = lines.lines.map((line) => line.name).filter((name) => name !== "");
  const description =
    label ??
    `${area === undefined ? "Line" : "Area"} chart${names.length > 0 ? ` of ${names.slice(0, 8).join(", ")}` : ""}`;
  const empty = lines.lines.every(({ xs }) => xs.length === 0);
  return (
    <div ref={root} className={styles.root} data-full={full || undefined}>
      <Toolbar full={full} onFull={toggleFull} />
      {lines.lines.length > 1 ? (
        <fieldset className={styles.legend} aria-label="Lines: choose some to see only these">
          {lines.lines.map(({ name, color }) => (
            <button
              key={name}
              type="button"
              aria-pressed={only.has(name)}
              data-off={(only.size > 0 && !only.has(name)) || undefined}
              title={name}
              onClick={(event) => isolate(name, event.shiftKey || event.ctrlKey || event.metaKey)}
            >
              <i style={{ background: color }} />
              <span>{name}</span>
            </button>
          ))}
        </fieldset>
      ) : null}
      <div
        className={styles.plot}
        role="img"
        aria-label={empty ? `${description}: nothing yet` : description}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move along the lines
        tabIndex={0}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setMark(null)}
        onKeyDown={onKeyDown}
        onBlur={() => setMark(null)}
      >
        <div ref={plot} className={styles.view} />
        {empty ? <p className={styles.empty}>Nothing to draw yet.</p> : null}
        {mark === null ? null : (
          <>
            <div className={styles.rule} style={{ left: mark.left }} />
            {mark.points.map(({ name, color, top }) =>
              top === null ? null : (
                <div key={name} className={styles.dot} style={{ left: mark.left, top, background: color }} />
              ),
            )}
          </>
        )}
      </div>
      {mark === null || mark.points.length === 0 ? null : (
        <Tip mark={mark} title={lines.xText(mark.x)} width={plot.current?.clientWidth ?? 0} />
      )}
    </div>
  );
}

/** How a tick of time is written, by the largest unit that it begins. */
const TIMES = {
  year: "%Y",
  quarter: "%b",
  month: "%b",
  week: "%b %d",
  date: "%b %d",
  day: "%b %d",
  hours: "%H:%M",
  minutes: "%H:%M",
  seconds: "%H:%M:%S",
  milliseconds: ".%L",
};

const SHOWN = 14;

function Tip({
  mark,
  title,
  width,
}: {
  readonly mark: Mark;
  readonly title: string;
  readonly width: number;
}): ReactNode {
  const rows = [...mark.points].sort((a, b) => b.y - a.y);
  const flip = mark.left > width / 2;
  return (
    <div
      className={styles.tip}
      role="status"
      style={flip ? { right: width - mark.left + 14 } : { left: mark.left + 14 }}
    >
      <strong>{title}</strong>
      {rows.slice(0, SHOWN).map(({ name, color, y }) => (
        <div key={name}>
          <i style={{ background: color }} />
          <span>{name}</span>
          <b>{plain(y)}</b>
        </div>
      ))}
      {rows.length > SHOWN ? <em>{`and ${rows.length - SHOWN} more`}</em> : null}
    </div>
  );
}

/** Where the axes meet at the top left, in the plot's pixels. */
function corner(view: View): readonly [number, number] {
  const [x = 0, y = 0] = view.origin();
  return [x + PADDING.left, y + PADDING.top];
}

/** How an axis writes its numbers: as exactly as their distance asks for; of one number alone, as it is. */
function numbers(axis: "x" | "y"): string {
  return `span(domain("${axis}")) > 0 ? datum.label : format(datum.value, ",~f")`;
}

function specification(lines: Lines, area: Stack | undefined): TopLevelSpec {
  const { kind, title, values, whole } = lines.x;
  const mark =
    area === undefined
      ? { type: "line", strokeWidth: 2, clip: true }
      : {
          type: "area",
          clip: true,
          opacity: area === null ? 0.3 : 0.75,
          line: { strokeWidth: 2, clip: true },
        };
  return {
    autosize: { type: "fit", contains: "padding" },
    width: 300,
    height: 200,
    data: { name: DATA },
    params: kind === "nominal" ? [{ name: "labels", value: [...values] }] : [],
    layer: [
      {
        mark,
        params: [
          {
            name: ZOOM,
            select: {
              type: "interval",
              encodings: ["x"],
              // With a mouse only, and the wheel only with a key: the page must go on scrolling over a chart.
              translate: "[mousedown, window:mouseup] > window:mousemove!",
              zoom: "wheel![event.ctrlKey || event.metaKey || event.shiftKey]",
            },
            bind: "scales",
          },
        ],
      },
      // A point with no neighbours makes no line, and what stands on others has neighbours.
      ...(area
        ? []
        : [
            {
              mark: { type: "point", size: 40, filled: true, opacity: 1 },
              transform: [{ filter: "datum.lone" }],
            },
          ]),
    ],
    encoding: {
      x: {
        field: "x",
        type: kind === "temporal" ? "temporal" : "quantitative",
        title: title || null,
        scale:
          kind === "temporal"
            ? { type: "utc" }
            : { zero: false, nice: false, padding: kind === "nominal" ? 24 : 0 },
        axis:
          kind === "nominal"
            ? { values: values.map((_, i) => i), labelExpr: "labels[datum.value]" }
            : {
                tickCount: { expr: "max(2, width / 90)" },
                ...(whole ? { tickMinStep: 1 } : {}),
                labelExpr:
                  kind === "temporal" ? `utcFormat(datum.value, ${JSON.stringify(TIMES)})` : numbers("x"),
              },
      },
      y: {
        field: "y",
        type: "quantitative",
        title: lines.y.title || null,
        ...(area === undefined ? {} : { stack: area }),
        scale: area === undefined ? { zero: false, nice: false, padding: 10 } : { zero: true },
        axis: { labelExpr: area === "normalize" ? 'format(datum.value, ".0%")' : numbers("y") },
      },
      color: {
        field: "s",
        type: "nominal",
        legend: null,
        scale: {
          domain: lines.lines.map(({ name }) => name),
          range: lines.lines.map(({ color }) => color),
        },
      },
    },
  } as TopLevelSpec;
}
