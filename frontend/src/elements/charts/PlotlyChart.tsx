import { type CSSProperties, type ReactNode, useMemo } from "react";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { chartColors } from "./chartColors";
import { PlotlyPlot } from "./parts/PlotlyPlot";
import { useFigure } from "./plotly/figure";
import { recolored } from "./plotly/look";
import { useScheme } from "./vega/scheme";

export default function PlotlyChart({ id, props }: ElementProps<"plotly_chart">): ReactNode {
  const { value, send } = useWidget<string | null>(id, { value: props.value, disabled: false });
  const scheme = useScheme();
  const ours = props.themed && !props.own_look;
  const text = useMemo(
    () => (ours ? recolored(props.figure, scheme, chartColors(document.documentElement)) : props.figure),
    [ours, props.figure, scheme],
  );
  const figure = useFigure(text, props.arrays);
  const size: CSSProperties =
    props.height === "stretch" ? { height: "100%", minHeight: props.least_height } : { height: "100%" };
  return (
    <div style={size}>
      {figure === undefined ? null : (
        <PlotlyPlot
          figure={figure}
          config={props.config}
          scheme={scheme}
          look={props.themed ? (props.own_look ? "lines" : "whole") : "none"}
          modes={props.modes}
          label={props.alt}
          selected={value}
          onSelect={send}
        />
      )}
    </div>
  );
}
