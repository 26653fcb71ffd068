declare module "virtual:emoji" {
  /** An emoji and its shortcodes a line. */
  const table: string;
  export default table;
}

declare module "plotly.js-cartesian-dist-min" {
  const plotly: import("./elements/charts/plotly/engine").Plotly;
  export default plotly;
}

declare module "plotly.js-strict-dist-min" {
  const plotly: import("./elements/charts/plotly/engine").Plotly;
  export default plotly;
}
