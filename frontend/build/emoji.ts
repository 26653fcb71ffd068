import { gemoji } from "gemoji";
import type { Plugin } from "vite";

const ID = "virtual:emoji";

/** The table of emoji shortcodes without all else that is known of them: a tenth of the size. */
export function emoji(): Plugin {
  return {
    name: "treadle-emoji",
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load(id) {
      if (id !== `\0${ID}`) return undefined;
      const table = gemoji.map(({ emoji, names }) => `${emoji} ${names.join(" ")}`).join("\n");
      return `export default ${JSON.stringify(table)};`;
    },
  };
}
