/** Small colour arithmetic in OKLab, where equal steps look equal. */

type Lab = readonly [l: number, a: number, b: number];

const HEX = /^#([0-9a-f]{3,8})$/i;

/** Red, green and blue from 0 to 1 of a hex colour; undefined for what is none. */
export function parseHex(color: string): readonly [number, number, number] | undefined {
  let digits = HEX.exec(color.trim())?.[1];
  if (digits === undefined) return undefined;
  if (digits.length === 3 || digits.length === 4) digits = [...digits].map((digit) => digit + digit).join("");
  if (digits.length !== 6 && digits.length !== 8) return undefined;
  const channel = (at: number) => Number.parseInt((digits as string).slice(at, at + 2), 16) / 255;
  return [channel(0), channel(2), channel(4)];
}

const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gamma = (c: number) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

function toLab(color: string): Lab | undefined {
  const rgb = parseHex(color);
  if (rgb === undefined) return undefined;
  const [r, g, b] = [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toHex([L, a, b]: Lab): string {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const hex = channels.map((c) => Math.round(255 * gamma(Math.min(1, Math.max(0, c)))));
  return `#${hex.map((c) => c.toString(16).padStart(2, "0")).join("")}`;
}

/** A colour a part of the way to another. */
export function mix(from: string, to: string, part: number): string {
  const a = toLab(from);
  const b = toLab(to);
  if (a === undefined || b === undefined) return from;
  return toHex([a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part]);
}

/** Lightness from 0 (black) to 1 (white) as the eye sees it; undefined for what is no hex colour. */
export function lightness(color: string): number | undefined {
  return toLab(color)?.[0];
}

/** How well one colour can be read on another, from 1 to 21; undefined for what is no hex colour. */
export function contrast(one: string, other: string): number | undefined {
  const [a, b] = [luminance(one), luminance(other)];
  if (a === undefined || b === undefined) return undefined;
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: string): number | undefined {
  const rgb = parseHex(color);
  if (rgb === undefined) return undefined;
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

/** The contrast that a text needs, and a little for tinted grounds. */
const READABLE = 4.8;

/** A colour, or as much darker or lighter as it must be for texts of it to be read on all of some backgrounds. */
export function readable(color: string, backgrounds: readonly string[]): string {
  const enough = (text: string) => backgrounds.every((one) => (contrast(text, one) ?? 21) >= READABLE);
  const ground = backgrounds[0];
  const end = ground !== undefined && (lightness(ground) ?? 1) < 0.6 ? "#ffffff" : "#000000";
  for (let part = 0; part < 1; part += 0.05) {
    const text = part === 0 ? color : mix(color, end, part);
    if (enough(text)) return text;
  }
  return end;
}

export type Shades = [string, string, string, string, string, string, string, string, string, string];

/** Ten shades around a colour, which itself is the sixth and the seventh: fills stay exactly what was asked for. */
export function shades(color: string): Shades {
  const tint = (part: number) => mix(color, "#ffffff", part);
  const shade = (part: number) => mix(color, "#000000", part);
  return [
    tint(0.9),
    tint(0.8),
    tint(0.6),
    tint(0.4),
    tint(0.2),
    color,
    color,
    shade(0.15),
    shade(0.3),
    shade(0.45),
  ];
}
