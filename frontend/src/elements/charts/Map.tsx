/** Points on a map are a map of deck.gl's, which Python has made. */
export { default } from "./PydeckChart";
