import type { ReactNode } from "react";
import type { ElementProps, Props } from "../contract";
import { formatMoment } from "./moment";
import { Scale } from "./parts/Scale";
import { formatNumber } from "./printf";

/** A handle on a scale of numbers or moments, or two. */
export default function Slider({ id, props }: ElementProps<"slider">): ReactNode {
  return <Scale id={id} props={props} positions={props} show={(position) => show(position, props)} />;
}

const DAY = 86_400_000;

/** A position as the app wants it shown. */
export function show(number: number, { type, format }: Pick<Props<"slider">, "type" | "format">): string {
  if (type === "int" || type === "float") return formatNumber(number, format);
  return formatMoment(new Date(type === "date" ? number * DAY : number / 1000), format);
}
