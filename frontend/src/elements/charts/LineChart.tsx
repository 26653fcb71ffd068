import { type CSSProperties, type ReactNode, useMemo } from "react";
import type { ElementProps } from "../contract";
import { useTable } from "../data/useTable";
import { useGeneration } from "../hooks";
import { chartColors } from "./chartColors";
import { linesOf } from "./lines";
import { LinePlot } from "./parts/LinePlot";
import { useScheme } from "./vega/scheme";

const HEIGHT = 350;

/** How areas stand to each other, by `stack`. */
const STACKS = { false: null, true: "zero", normalize: "normalize", center: "center" } as const;

export default function LineChart({ props }: ElementProps<"line_chart" | "area_chart">): ReactNode {
  const table = useTable(props.data);
  const { x, y, series, colors, x_label, y_label } = props;
  const scheme = useScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a theme may have other colours in the dark.
  const palette = useMemo(() => chartColors(document.documentElement).categorical, [scheme]);
  const lines = useMemo(
    () =>
      table === undefined ? undefined : linesOf(table, { x, y, series, colors, x_label, y_label }, palette),
    [table, x, y, series, colors, x_label, y_label, palette],
  );
  const area = "stack" in props ? STACKS[String(props.stack) as keyof typeof STACKS] : undefined;
  const names = useMemo(() => lines?.lines.map((line) => line.name) ?? [], [lines]);
  const generation = useGeneration(names);
  const size: CSSProperties = { height: props.height === "content" ? HEIGHT : "100%" };
  if (props.height === "stretch") size.minHeight = 160;
  if (props.width === "content") size.width = "min(100%, 40rem)";
  return (
    <div style={size}>
      {lines === undefined ? null : <LinePlot key={generation} lines={lines} label={props.alt} area={area} />}
    </div>
  );
}
