import { type ReactNode, useId } from "react";
import styles from "./Sparkline.module.css";

export interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly type: "line" | "bar" | "area";
  readonly min?: number | null | undefined;
  readonly max?: number | null | undefined;
  readonly color?: string;
  readonly className?: string;
}

const WIDTH = 100;
const HEIGHT = 32;

/** A chart as small as a word. It stretches with its box; lines keep their thickness. */
export function Sparkline({ values, type, min, max, color, className = "" }: SparklineProps): ReactNode {
  const gradient = useId();
  const there = values.filter((value) => value !== null);
  if (there.length === 0) return null;
  let low = min ?? there.reduce((a, b) => Math.min(a, b));
  let high = max ?? there.reduce((a, b) => Math.max(a, b));
  if (type === "bar" && min == null) low = Math.min(0, low);
  if (high === low) {
    high += 1;
    low -= type === "bar" ? 0 : 1;
  }
  const y = (value: number) =>
    (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low)) * (HEIGHT - 3) + 1.5;
  const style = color === undefined ? undefined : { color };
  const box = {
    className: `${styles.root} ${className}`,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    style,
  } as const;
  if (type === "bar") {
    const step = WIDTH / values.length;
    const base = y(Math.min(high, Math.max(low, 0)));
    return (
      <svg {...box} aria-hidden="true">
        {values.map((value, i) =>
          value === null ? null : (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
              key={i}
              x={i * step + step * 0.1}
              width={step * 0.8}
              y={Math.min(base, y(value))}
              height={Math.max(0.75, Math.abs(base - y(value)))}
              rx={Math.min(1, step * 0.2)}
              fill="currentColor"
            />
          ),
        )}
      </svg>
    );
  }
  const x = (i: number) => (values.length < 2 ? WIDTH / 2 : (i / (values.length - 1)) * WIDTH);
  const runs = segments(values, x, y);
  return (
    <svg {...box} aria-hidden="true">
      {type === "area" ? (
        <>
          <defs>
            <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
              <stop offset="0" stopColor="currentColor" stopOpacity="0.28" />
              <stop offset="1" stopColor="currentColor" stopOpacity="0.02" />
            </linearGradient>
          </defs>
          {runs.map((run) => (
            <path
              key={run.start}
              d={`${run.path}L${run.end},${HEIGHT}L${run.start},${HEIGHT}Z`}
              fill={`url(#${gradient})`}
            />
          ))}
        </>
      ) : null}
      {runs.map((run) => (
        <path
          key={run.start}
          d={run.path}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.75"
          strokeLinejoin="round"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

/** Paths through values that follow each other; what is missing leaves a gap. */
function segments(
  values: readonly (number | null)[],
  x: (i: number) => number,
  y: (value: number) => number,
): { path: string; start: number; end: number }[] {
  const found: { path: string; start: number; end: number }[] = [];
  let open = false;
  values.forEach((value, i) => {
    if (value === null) {
      open = false;
      return;
    }
    const at = Number(x(i).toFixed(2));
    const point = `${at},${y(value).toFixed(2)}`;
    const last = found.at(-1);
    if (open && last !== undefined) {
      last.path += `L${point}`;
      last.end = at;
    } else found.push({ path: `M${point}`, start: at, end: at });
    open = true;
  });
  // A lone value is a dot: a line of no length with round ends.
  for (const run of found) if (run.start === run.end) run.path += "h0.01";
  return found;
}
