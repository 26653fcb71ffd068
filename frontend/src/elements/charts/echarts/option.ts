/** Options of ECharts: what an update keeps, and what makes items selectable. */

export type Tree = { [name: string]: unknown };

/** An option for ECharts. Items can be selected if the app wants that and does not say how. */
export function optionOf(tree: Tree, selects: boolean): Tree {
  const option = plain(tree) as Tree;
  if (typeof option.tooltip === "object" && option.tooltip !== null)
    option.tooltip = { confine: true, ...(option.tooltip as Tree) };
  if (!selects) return option;
  const selectable = (series: unknown) => ({ selectedMode: "multiple", ...(series as Tree) });
  if (Array.isArray(option.series)) option.series = option.series.map(selectable);
  else if (option.series !== undefined) option.series = [selectable(option.series)];
  return option;
}

/** Long arrays of numbers come as typed ones, which ECharts would read as rows of several numbers. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  if (Array.isArray(value)) return value.some((each) => typeof each === "object") ? value.map(plain) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

/**
 * How an option takes the place of another one. With the same components, zoom and hidden series stay and the marks move; their
 * number may change.
 */
export function replacing(
  before: Tree | undefined,
  next: Tree,
): { notMerge: boolean; replaceMerge?: string[] } {
  const names = (option: Tree) => Object.keys(option).sort().join();
  if (before === undefined || names(before) !== names(next)) return { notMerge: true };
  return { notMerge: false, replaceMerge: ["series"] };
}
