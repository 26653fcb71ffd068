import type { CSSProperties, ReactNode } from "react";
import type { ElementProps } from "../contract";
import { Markdown } from "../shared/Markdown";
import { useReachable } from "../shared/reachable";
import { isMissing, missingText } from "./arrow";
import { type ShownColumn, shownText } from "./cells";
import type { CellStyle } from "./colors";
import { shownColumns } from "./columns";
import { styleOf } from "./parts/GridRow";
import styles from "./Table.module.css";
import { useTable } from "./useTable";

export default function Table({ props }: ElementProps<"table">): ReactNode {
  const table = useTable(props.data);
  const [box, reachable] = useReachable<HTMLDivElement>(props.alt ?? "Table");
  if (table === undefined) return null;
  const columns = shownColumns(table, { hide_index: props.hide_index, column_order: null, looks: [] });
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const scrolls = typeof props.height === "number" || props.height === "stretch";
  return (
    <>
      <div
        className={styles.root}
        data-border={String(props.border)}
        ref={box}
        style={scrolls ? { height: "100%" } : undefined}
        {...reachable}
      >
        <table data-testid="stTableStyledTable" aria-label={props.alt ?? undefined}>
          {table.caption ? <caption>{table.caption}</caption> : null}
          {props.hide_header ? null : (
            <thead>
              {table.levels.slice(0, -1).map((_, level) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row of the header is its level
                <tr key={level}>
                  {groups(columns, level).map(([text, span, first]) =>
                    text === "" ? (
                      <td key={first} colSpan={span} />
                    ) : (
                      <th key={first} scope="colgroup" colSpan={span} data-align="left">
                        <Markdown inline>{text}</Markdown>
                      </th>
                    ),
                  )}
                </tr>
              ))}
              <tr>
                {columns.map((shown, i) =>
                  shown.label === "" ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                    <td key={i} />
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                    <th key={i} scope="col" data-align={shown.align} style={painted(shown.headStyle)}>
                      <Markdown inline>{shown.label}</Markdown>
                    </th>
                  ),
                )}
              </tr>
            </thead>
          )}
          <tbody>
            {rows.map((row) => (
              <tr key={row}>
                {columns.map((shown, i) =>
                  shown.isIndex ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                    <th key={i} scope="row" data-align={shown.align} style={painted(styleOf(shown, row))}>
                      <Content shown={shown} row={row} />
                    </th>
                  ) : (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                      key={i}
                      data-align={shown.align === "center" ? "left" : shown.align}
                      style={painted(styleOf(shown, row))}
                    >
                      <Content shown={shown} row={row} />
                    </td>
                  ),
                )}
              </tr>
            ))}
            {table.rows === 0 ? (
              <tr>
                <td colSpan={Math.max(1, columns.length)} className={styles.missing}>
                  {columns.length === 0 ? "This table is empty." : "No rows."}
                </td>
              </tr>
            ) : null}
          </tbody>
        </table>
      </div>
      {props.note === null ? null : <p className={styles.note}>{props.note}</p>}
    </>
  );
}

/** Neighbours that have their labels down to a level in common: the label, how many there are, and which is the first. */
function groups(columns: readonly ShownColumn[], level: number): [string, number, number][] {
  const found: [string, number, number][] = [];
  columns.forEach((shown, i) => {
    const last = found.at(-1);
    const before = columns[i - 1];
    const same = shown.above.slice(0, level + 1).every((text, j) => text === before?.above[j]);
    if (last !== undefined && same && before?.isIndex === shown.isIndex) last[1] += 1;
    else found.push([shown.above[level] ?? "", 1, i]);
  });
  return found;
}

/** A style with its background, which cells that can be selected keep in a variable. */
function painted(style: CellStyle | undefined): CSSProperties | undefined {
  if (style === undefined) return undefined;
  const { "--tr-cell": ground, "--tr-fill": fill } = style;
  return ground || fill ? { ...style, background: `${fill ?? ""} ${ground ?? ""}`.trim() } : style;
}

function Content({ shown, row }: { readonly shown: ShownColumn; readonly row: number }): ReactNode {
  const given = shownText(shown, row);
  const value = shown.column.at(row);
  if (given === null && isMissing(value))
    return <span className={styles.missing}>{missingText(shown.column, value)}</span>;
  const text = given ?? shown.text(value);
  return shown.column.kind === "text" ? <Markdown inline>{text}</Markdown> : text;
}
