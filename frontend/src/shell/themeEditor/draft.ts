import { contrast } from "../../theme/colors";
import type { Scheme, ThemeSettings } from "../../theme/theme";

export type Value = string | number | boolean | readonly (string | number)[];

/** New values of options by their names in the configuration, without `theme.`; null: not set any more. */
export type Changes = Readonly<Record<string, Value | null>>;

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An option of a theme by its name, such as `sidebar.textColor`; undefined if it is not set. */
export function optionOf(theme: ThemeSettings, name: string): Value | undefined {
  const found = name.split(".").reduce<unknown>((at, part) => (isTable(at) ? at[part] : undefined), theme);
  return isTable(found) ? undefined : (found as Value | undefined);
}

/** A theme with changes. */
export function changed(theme: ThemeSettings, changes: Changes): ThemeSettings {
  const result = structuredClone(theme) as Record<string, unknown>;
  for (const [name, value] of Object.entries(changes)) {
    const path = name.split(".");
    const last = path.pop() as string;
    let table = result;
    for (const part of path) {
      if (!isTable(table[part])) table[part] = {};
      table = table[part] as Record<string, unknown>;
    }
    if (value === null) delete table[last];
    else table[last] = value;
  }
  return result as ThemeSettings;
}

/** Changes with one more. What is as in the theme again, is no change. */
export function withChange(
  theme: ThemeSettings,
  changes: Changes,
  name: string,
  value: Value | null,
): Changes {
  const { [name]: _, ...others } = changes;
  return value === (optionOf(theme, name) ?? null) ? others : { ...others, [name]: value };
}

/** A theme in the form of the configuration's file. */
export function toToml(theme: ThemeSettings): string {
  return sections(theme as Table, "theme").join("\n");
}

function sections(table: Table, path: string): string[] {
  const entries = Object.entries(table);
  const lines = entries.flatMap(([name, value]) => (isTable(value) ? [] : `${name} = ${written(value)}\n`));
  const inner = entries.flatMap(([name, value]) =>
    isTable(value) ? sections(value, `${path}.${name}`) : [],
  );
  return lines.length > 0 || path === "theme" ? [`[${path}]\n${lines.join("")}`, ...inner] : inner;
}

function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (isTable(value)) {
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name} = ${written(each)}`)
      .join(", ")} }`;
  }
  return JSON.stringify(value);
}

/** The contrast that texts need, by WCAG. */
export const READABLE = 4.5;

export interface Contrast {
  readonly label: string;
  readonly ratio: number;
}

/** How well the texts of a part of the page can be read, from its colours as hex. */
export function contrasts(colors: Readonly<Record<string, string>>): Contrast[] {
  const pairs = [
    ["Text on background", "textColor", "backgroundColor"],
    ["Text on second background", "textColor", "secondaryBackgroundColor"],
    ["Links on background", "linkColor", "backgroundColor"],
  ] as const;
  return pairs.flatMap(([label, text, ground]) => {
    const ratio = contrast(colors[text] ?? "", colors[ground] ?? "");
    return ratio === undefined ? [] : [{ label, ratio }];
  });
}

export type Part = "page" | "sidebar";
export type For = "both" | Scheme;

/** The name of an option for a part of the page in a theme: `dark.sidebar.textColor`. */
export function nameOf(option: string, part: Part, scheme: For): string {
  return [...(scheme === "both" ? [] : [scheme]), ...(part === "page" ? [] : [part]), option].join(".");
}
