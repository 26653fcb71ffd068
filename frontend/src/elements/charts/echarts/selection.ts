/** Selections of ECharts: from its events to what an app gets. */

import type { Tree } from "./option";

export interface Group {
  readonly series_index: number;
  readonly series_id: string | null;
  readonly series_name: string | null;
  readonly data_type: string;
  readonly data_indices: readonly number[];
}

export interface Area {
  readonly brush_index: number;
  readonly brush_type: string;
  readonly coord_range: unknown;
}

/** The parts of a selection: items that were clicked, items within areas, and the areas. */
export interface Parts {
  readonly clicked: readonly Tree[];
  readonly brushed: readonly Tree[];
  readonly areas: readonly Tree[];
}

/** The selection as JSON; null: nothing is selected. */
export function selectionText({ clicked, brushed, areas }: Parts, option: Tree): string | null {
  const found = new Map<string, Set<number>>();
  for (const { seriesIndex, dataType, dataIndex } of [...clicked, ...brushed]) {
    const key = `${seriesIndex} ${dataType ?? "main"}`;
    const set = found.get(key) ?? new Set<number>();
    for (const index of [dataIndex].flat()) if (typeof index === "number") set.add(index);
    found.set(key, set);
  }
  const series = [option.series].flat() as (Tree | undefined)[];
  const selected = [...found]
    .filter(([, indices]) => indices.size > 0)
    .map(([key, indices]): Group => {
      const [number = "0", type = "main"] = key.split(" ");
      const of = series[Number(number)];
      return {
        series_index: Number(number),
        series_id: named(of?.id),
        series_name: named(of?.name),
        data_type: type,
        data_indices: [...indices].sort((a, b) => a - b),
      };
    })
    .sort((a, b) => a.series_index - b.series_index);
  const regions = areas
    .filter(({ coordRange }) => Array.isArray(coordRange))
    .map(
      ({ brushType, coordRange }, i): Area => ({
        brush_index: i,
        brush_type: String(brushType),
        coord_range: coordRange,
      }),
    );
  return selected.length + regions.length === 0 ? null : JSON.stringify({ selected, areas: regions });
}

function named(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}
