/** Bars are a chart of Vega-Lite, whose specification Python has made. */
export { default } from "./VegaLiteChart";
