import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { Help } from "../shared/Help";
import { Icon } from "../shared/Icon";
import { Markdown } from "../shared/Markdown";
import styles from "./Metric.module.css";
import { numberFormat, plain } from "./numbers";
import { Sparkline } from "./parts/Sparkline";

export default function Metric({ props }: ElementProps<"metric">): ReactNode {
  const { label, value, delta, arrow, color, border, chart, help } = props;
  const format = numberFormat(props.format);
  const text = (content: string | number) =>
    typeof content === "string" ? content : format ? format(content) : plain(content);
  return (
    <div className={styles.root} data-border={border || undefined}>
      {props.label_visibility === "collapsed" ? null : (
        <div
          className={styles.label}
          data-testid="stMetricLabel"
          style={props.label_visibility === "hidden" ? { visibility: "hidden" } : undefined}
        >
          {props.icon === null ? null : <Icon icon={props.icon} />}
          <Markdown inline>{label}</Markdown>
          {help === null ? null : <Help text={help} />}
        </div>
      )}
      <div className={styles.value} data-testid="stMetricValue" title={text(value)}>
        <Markdown inline>{text(value)}</Markdown>
      </div>
      {delta === null ? null : (
        <div className={styles.delta} data-testid="stMetricDelta" data-color={color}>
          <span>
            {arrow === "off" ? null : (
              <svg
                viewBox="0 0 12 12"
                role="img"
                aria-label={arrow === "up" ? "up" : "down"}
                data-testid={arrow === "up" ? "stMetricDeltaIcon-Up" : "stMetricDeltaIcon-Down"}
              >
                <path
                  d={arrow === "up" ? "M6 10V2.5M2.8 5.6L6 2.3l3.2 3.3" : "M6 2v7.5M2.8 6.4L6 9.7l3.2-3.3"}
                />
              </svg>
            )}
            <Markdown inline>{text(delta)}</Markdown>
          </span>
          {props.delta_description === null ? null : (
            <small data-testid="stMetricDeltaDescription">
              <Markdown inline>{props.delta_description}</Markdown>
            </small>
          )}
        </div>
      )}
      {chart.length === 0 ? null : (
        <div
          className={styles.chart}
          data-testid="stMetricChart"
          data-color={delta === null ? "primary" : color}
        >
          <Sparkline values={chart} type={props.chart_type} />
        </div>
      )}
    </div>
  );
}
