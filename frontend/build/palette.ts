import type { Plugin } from "postcss";

/** Mantine's colours that no part of the page uses. */
const DECLARED = /^--mantine-color-(cyan|grape|green|indigo|lime|orange|pink|violet|yellow)-/;

/** Leaves the variables of these colours out of the styles: every visitor would load them. */
export const palette: Plugin = {
  postcssPlugin: "treadle-palette",
  Declaration(declaration) {
    if (DECLARED.test(declaration.prop)) declaration.remove();
  },
};
