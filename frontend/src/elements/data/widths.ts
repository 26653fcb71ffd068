import { useMemo, useState } from "react";
import { cellText, type ShownColumn } from "./cells";

/** How narrow a column can be made, and how wide one is by itself, in CSS pixels. */
export const MIN_WIDTH = 48;
const MAX_AUTO = 320;
/** How wide a column of bars or lines is, and how narrow it is before the table scrolls. */
const DRAWN = 160;
const DRAWN_MIN = 104;
/** Cells that are looked at to find a column's width. */
const MEASURED = 120;

export interface Sizes {
  readonly widths: readonly number[];
  /** Where each column begins, and where the last one ends. */
  readonly lefts: readonly number[];
  /** Make a column as wide as this; undefined for as wide as it would be by itself. */
  readonly resize: (id: string, width: number | undefined) => void;
}

/** The widths of columns: as somebody has drawn them, as the app wants them, or as their texts need and the room allows. */
export function useSizes(
  columns: readonly ShownColumn[],
  placeholder: string | null,
  room: number,
  content: boolean,
): Sizes {
  const [sized, setSized] = useState<ReadonlyMap<string, number>>(new Map());
  const natural = useMemo(
    () => columns.map((shown) => naturalWidth(shown, placeholder)),
    [columns, placeholder],
  );
  const widths = useMemo(() => {
    const own = natural.map((width, i) => sized.get(columns[i]?.id ?? "") ?? columns[i]?.width ?? width);
    const rest = room - own.reduce((sum, width) => sum + width, 0);
    const free = columns.map((shown) => !sized.has(shown.id) && shown.width === undefined && !shown.isIndex);
    const count = free.filter(Boolean).length;
    if (content || rest === 0 || count === 0) return own;
    if (rest < 0) {
      // Columns of drawings are narrower if the table then fits.
      const drawn = columns.map((shown, i) => free[i] && isDrawn(shown));
      const less = Math.ceil(-rest / drawn.filter(Boolean).length);
      return less > DRAWN - DRAWN_MIN ? own : own.map((width, i) => (drawn[i] ? width - less : width));
    }
    // What is left over goes to the columns that nobody has sized, as much to each.
    const share = Math.floor(rest / count);
    let spare = rest - share * count;
    return own.map((width, i) => (free[i] ? width + share + (spare-- > 0 ? 1 : 0) : width));
  }, [natural, sized, columns, room, content]);
  const lefts = useMemo(() => {
    const edges = [0];
    for (const width of widths) edges.push((edges.at(-1) ?? 0) + width);
    return edges;
  }, [widths]);
  const resize = (id: string, width: number | undefined) =>
    setSized((old) => {
      const own = natural[columns.findIndex((shown) => shown.id === id)];
      return new Map(old).set(id, width ?? own ?? MIN_WIDTH);
    });
  return { widths, lefts, resize };
}

/** Bars and lines can have any width. */
function isDrawn({ look }: ShownColumn): boolean {
  return look?.type === "progress" || look?.type?.endsWith("_chart") === true;
}

let ruler: CanvasRenderingContext2D | null | undefined;

/** As wide as the widest of the first texts, within limits. */
function naturalWidth(shown: ShownColumn, placeholder: string | null): number {
  const { column, look } = shown;
  if (isDrawn(shown)) return DRAWN;
  if (look?.type === "image") return 80;
  if (look?.type === "audio" || look?.type === "video") return 240;
  let widest = Math.max(...[...shown.above, shown.label].map(textWidth)) * 1.06 + 18 + (shown.help ? 26 : 0);
  const step = Math.max(1, (column.length - 1) / MEASURED);
  for (let sample = 0; sample <= Math.min(column.length - 1, MEASURED); sample++) {
    // All over the table, the last row included: numbers that count grow.
    const row = Math.round(sample * step);
    const text = cellText(shown, row, placeholder);
    const items = column.kind === "list" ? (column.at(row) as unknown[] | null) : null;
    // Each item of a list, and each button, has a box around it.
    const boxes = look?.type === "button" ? 24 * (items?.length ?? 1) : items ? 8 + 8 * items.length : 0;
    widest = Math.max(widest, textWidth(text.slice(0, 120)) + boxes);
  }
  return Math.round(Math.min(MAX_AUTO, Math.max(shown.isIndex ? 44 : 72, widest + 28)));
}

function textWidth(text: string): number {
  if (ruler === undefined) {
    ruler = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
    if (ruler) ruler.font = '14px "Inter Variable", system-ui, sans-serif';
  }
  // Digits in cells are all equally wide, and wider than those of a running text.
  return ruler ? ruler.measureText(text.replace(/\d/g, "0")).width * 1.05 : text.length * 7.5;
}
