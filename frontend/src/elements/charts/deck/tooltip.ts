/** Tooltips of maps: the app's template, filled with what an object says; without a template, a small table. */

import { purified } from "../../text/parts/purify";

type Tree = { [name: string]: unknown };

export interface Tooltip {
  readonly html?: string;
  readonly text?: string;
  readonly style?: { [name: string]: string };
}

/** What stands in a tooltip for an object; null: nothing. */
export function tooltipOf(template: string | null, object: unknown): Tooltip | null {
  if (template === null || typeof object !== "object" || object === null) return null;
  const wanted = JSON.parse(template) as true | Tooltip;
  if (wanted === true) return { html: table(object as Tree) };
  const style = wanted.style === undefined ? {} : { style: wanted.style };
  if (wanted.html !== undefined)
    return { html: purified(filled(wanted.html, object as Tree, escaped), false), ...style };
  return wanted.text === undefined ? null : { text: filled(wanted.text, object as Tree, String), ...style };
}

/** A template with the values of an object in place of `{name}`. A name may be a path, or that of a property of a feature. */
function filled(template: string, object: Tree, written: (text: string) => string): string {
  return template.replace(/\{([^{}]+)\}/g, (whole, path: string) => {
    const value = at(object, path) ?? at(object.properties, path);
    return value === undefined ? whole : written(text(value));
  });
}

function at(object: unknown, path: string): unknown {
  const direct = (object as Tree | undefined)?.[path];
  if (direct !== undefined) return direct;
  return path.split(".").reduce<unknown>((value, name) => (value as Tree | null | undefined)?.[name], object);
}

function text(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const LONGEST = 100;
const MOST = 12;

function table(object: Tree): string {
  const { properties } = object;
  const shown = typeof properties === "object" && properties !== null ? (properties as Tree) : object;
  const rows = Object.entries(shown)
    .filter(([name, value]) => !name.startsWith("_") && value !== null && value !== undefined)
    .slice(0, MOST)
    .map(([name, value]) => {
      const words = text(value);
      const short = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
      return `<tr><th>${escaped(name)}</th><td>${escaped(short)}</td></tr>`;
    });
  return `<table>${rows.join("")}</table>`;
}
