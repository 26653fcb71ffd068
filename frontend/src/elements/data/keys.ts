/** A cell of the grid. Row -1 is the header. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that a page key moves by. */
  readonly page: number;
}

/** Where a key leads from a cell; undefined for a key that leads nowhere. Never beyond the grid. */
export function moved(key: string, command: boolean, at: Place, extent: Extent): Place | undefined {
  const { rows, columns, page } = extent;
  const place = step(key, command, at, rows - 1, columns - 1, page);
  if (place === undefined) return undefined;
  return {
    row: Math.min(rows - 1, Math.max(-1, place[0])),
    column: Math.min(columns - 1, Math.max(0, place[1])),
  };
}

function step(
  key: string,
  command: boolean,
  { row, column }: Place,
  bottom: number,
  right: number,
  page: number,
): readonly [number, number] | undefined {
  switch (key) {
    case "ArrowDown":
      return [command ? bottom : row + 1, column];
    case "ArrowUp":
      return [command ? 0 : row - 1, column];
    case "ArrowRight":
      return [row, command ? right : column + 1];
    case "ArrowLeft":
      return [row, command ? 0 : column - 1];
    case "PageDown":
      return [row + page, column];
    case "PageUp":
      return [Math.max(0, row - page), column];
    case "Home":
      return [command ? 0 : row, 0];
    case "End":
      return [command ? bottom : row, right];
    default:
      return undefined;
  }
}
