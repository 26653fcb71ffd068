/** Areas are drawn as lines are: with the same legend, tips and keys. */
export { default } from "./LineChart";
