import type { Kind, Props } from "../protocol.gen";

export type { Blob_, Kind, Kinds, Props } from "../protocol.gen";

/** What every element component gets. `props` has the defaults filled in. */
export interface ElementProps<K extends Kind> {
  readonly id: number;
  readonly props: Props<K>;
}

/**
 * Kinds that have no box of their own on the page: their children stand in the container around them, or their
 * component brings its own box. All others stand in a `.tr-element` that has the width and height of their props.
 */
export const BOXLESS: ReadonlySet<string> = new Set([
  "page",
  "main",
  "sidebar",
  "bottom",
  "slot",
  "fragment",
  "empty",
  "column",
  "grid_cell",
  "tab",
  "dialog",
  "column_button",
  "component_event",
]);

/** `text_input` is shown by `TextInput.tsx`. */
export function pascalCase(kind: string): string {
  return kind.replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
}
