import type { CSSProperties } from "react";
import { painter } from "../shared/color/rgb";

/** The style of a cell. The background is a variable, so that a selected cell can still show that it is. */
export type CellStyle = CSSProperties & Readonly<Record<`--${string}`, string>>;

/** The least contrast with the page at which a coloured text is still read with ease. */
const READABLE = 3;
/** How bright the pages are on which tables stand. */
const PAGES = { light: 1, dark: 0.012 } as const;

/** What dims a bar in the dark, where the text over it is bright. */
const VEIL = "linear-gradient(light-dark(transparent, rgb(20 20 20 / 55%)) 0 0)";

/** CSS declarations of an app as a style, whose text can be read in light and dark. */
export function cellStyle(declarations: readonly (readonly [string, string])[]): CellStyle {
  const style: Record<string, string> = {};
  for (const [name, value] of declarations) {
    if (name === "background-color" || (name === "background" && !value.includes("gradient")))
      style["--tr-cell"] = value;
    else if (name === "background") style["--tr-fill"] = `${VEIL}, ${value}`;
    else if (name === "text-align") {
      style.textAlign = value;
      style.justifyContent = value === "right" ? "flex-end" : value === "center" ? "center" : "flex-start";
    } else style[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] = value;
  }
  const ground = style["--tr-cell"] === undefined ? undefined : luminance(style["--tr-cell"]);
  const text = style.color === undefined ? undefined : luminance(style.color);
  if (ground !== undefined && text === undefined && style.color === undefined)
    style.color = ground > 0.3 ? "#1b1d21" : "#ffffff";
  else if (style.color !== undefined && style["--tr-cell"] === undefined && text !== undefined) {
    const onLight =
      contrast(text, PAGES.light) < READABLE ? `color-mix(in oklab, ${style.color} 55%, #000)` : style.color;
    const onDark =
      contrast(text, PAGES.dark) < READABLE ? `color-mix(in oklab, ${style.color} 35%, #fff)` : style.color;
    if (onLight !== onDark) style.color = `light-dark(${onLight}, ${onDark})`;
  }
  return style as CellStyle;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** How bright a colour is, from 0 to 1; undefined for one that lets the page shine through, or that is none. */
function luminance(color: string): number | undefined {
  const parts = channels(color);
  if (parts === undefined || parts[3] < 0.5) return undefined;
  const [r, g, b] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

let paint: ReturnType<typeof painter>;

/** Red, green, blue and alpha of any CSS colour, from 0 to 1. */
function channels(color: string): [number, number, number, number] | undefined {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color);
  if (hex) return [byte(hex[1]), byte(hex[2]), byte(hex[3]), 1];
  if (typeof document === "undefined") return undefined;
  paint ??= painter();
  if (paint === undefined || typeof CSS === "undefined" || !CSS.supports("color", color)) return undefined;
  const [r, g, b, a] = paint(color);
  return [r / 255, g / 255, b / 255, a / 255];
}

function byte(text: string | undefined): number {
  return Number.parseInt(text ?? "0", 16) / 255;
}
