import type { ReactNode } from "react";
import styles from "./ChartTip.module.css";

export interface Tip {
  readonly x: number;
  readonly y: number;
  readonly value: unknown;
}

const SHOWN = 20;

/** What a part of a chart says of itself, beside the pointer. */
export function ChartTip({
  tip,
  width,
  height,
}: {
  readonly tip: Tip;
  readonly width: number;
  readonly height: number;
}): ReactNode {
  const { x, y, value } = tip;
  const at = {
    ...(x > width / 2 ? { right: width - x + 14 } : { left: x + 14 }),
    ...(y > height / 2 ? { bottom: height - y + 8 } : { top: y + 8 }),
  };
  return (
    <div className={styles.root} role="status" style={at}>
      <Content value={value} />
    </div>
  );
}

function Content({ value }: { readonly value: unknown }): ReactNode {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  const { title, image, ...fields } = value as Record<string, unknown>;
  return (
    <>
      {title === undefined ? null : <strong>{textOf(title)}</strong>}
      {typeof image === "string" ? <img src={image} alt="" /> : null}
      <dl>
        {Object.entries(fields)
          .slice(0, SHOWN)
          .map(([name, each]) => (
            <Entry key={name} name={name} value={textOf(each)} />
          ))}
      </dl>
    </>
  );
}

function Entry({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
