/** How the page is shown as a part of another one: `?embed=true&embed_options=dark_theme`, each as often as one likes. */
export interface Embedding {
  readonly embedded: boolean;
  /** The menu, and what runs. */
  readonly toolbar: boolean;
  readonly padding: boolean;
  readonly scrolling: boolean;
  /** Something that moves while there is nothing to see yet. */
  readonly waiting: boolean;
  /** Undefined: as the visitor has it. */
  readonly scheme: "light" | "dark" | undefined;
}

/** Read from an address's query; options count for embedded pages only. */
export function embedding(query: string): Embedding {
  const values = (name: string) =>
    [...new URLSearchParams(query)]
      .filter(([key]) => key.toLowerCase() === name)
      .map(([, value]) => value.toLowerCase());
  const embedded = values("embed").includes("true");
  const options = embedded ? values("embed_options") : [];
  return {
    embedded,
    toolbar: !embedded || options.includes("show_toolbar"),
    padding: !embedded || options.includes("show_padding"),
    scrolling: !options.includes("disable_scrolling"),
    waiting: !options.includes("hide_loading_screen"),
    scheme: options.includes("light_theme") ? "light" : options.includes("dark_theme") ? "dark" : undefined,
  };
}
