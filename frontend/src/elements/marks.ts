/**
 * Names by which an app's own style sheets find parts of the page. They are Streamlit's, and apps rely on them: the list is in
 * `docs/reference/styling.md`.
 */

/** What Streamlit calls an element of a kind, where that is not `st` and the words of the kind. */
const NAMES: Readonly<Record<string, string>> = {
  area_chart: "stVegaLiteChart",
  bar_chart: "stVegaLiteChart",
  altair_chart: "stVegaLiteChart",
  line_chart: "stVegaLiteChart",
  scatter_chart: "stVegaLiteChart",
  pydeck_chart: "stDeckGlJsonChart",
  map: "stDeckGlJsonChart",
  pyplot: "stImage",
  pills: "stButtonGroup",
  segmented_control: "stButtonGroup",
  caption: "stMarkdown",
  divider: "stMarkdown",
  latex: "stMarkdown",
  badge: "stMarkdown",
  status: "stExpander",
  data_editor: "stDataFrame",
  dataframe: "stDataFrame",
  datetime_input: "stDateTimeInput",
  echarts_chart: "stEChartsChart",
  graphviz_chart: "stGraphVizChart",
  multiselect: "stMultiSelect",
  select_slider: "stSlider",
  vega_lite_chart: "stVegaLiteChart",
};

/** What Streamlit calls an element of a kind: `stTextInput`. It is a class and the `data-testid`. */
export function markOf(kind: string): string {
  return (
    NAMES[kind] ?? `st${kind.replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())}`
  );
}

/** The class by which an app's own style sheet finds what has a key. */
export function keyClass(key: string | null): string {
  return key === null ? "" : `st-key-${key.trim().replace(/[^a-zA-Z0-9_-]/g, "-")}`;
}

/** Kinds that lay out others. The box around one is no element's. */
const LAYOUTS: ReadonlySet<string> = new Set([
  "chat_message",
  "columns",
  "container",
  "expander",
  "form",
  "grid",
  "popover",
  "status",
  "tabs",
]);

/** Kinds whose component has the name at its own root. All others stand in one more box, which has it. */
const NAMED: ReadonlySet<string> = new Set([
  "audio",
  "bidi_component",
  "columns",
  "component_instance",
  "container",
  "grid",
  "help",
  "html",
  "iframe",
  "image",
  "pdf",
  "skeleton",
  "video",
]);

/** Whether the component of a kind has the name of the kind at its own root. */
export function namesItself(kind: string): boolean {
  return NAMED.has(kind);
}

/** The name of the box in which a node of a kind stands. It is a class and the `data-testid`. */
export function boxOf(kind: string): "stElementContainer" | "stLayoutWrapper" {
  return LAYOUTS.has(kind) ? "stLayoutWrapper" : "stElementContainer";
}

/** All classes of a node's box. A container bears its key itself, so that a rule for it applies once. */
export function marks(kind: string, key: unknown): string {
  const own = typeof key === "string" && kind !== "container" && kind !== "grid" ? ` ${keyClass(key)}` : "";
  return `${LAYOUTS.has(kind) ? "stLayoutWrapper" : "stElementContainer element-container"}${own}`;
}
