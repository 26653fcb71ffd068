import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { Markdown } from "../shared/Markdown";
import { useReachable } from "../shared/reachable";
import { type ShownColumn, shownColumns } from "./cells";
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
        data-testid="stTable"
        ref={box}
        style={scrolls ? { height: "100%" } : undefined}
        {...reachable}
      >
        <table aria-label={props.alt ?? undefined}>
          {props.hide_header ? null : (
            <thead>
              <tr>
                {columns.map((shown, i) =>
                  shown.label === "" ? (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                    <td key={i} />
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                    <th key={i} scope="col" data-align={shown.align}>
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
                    <th key={i} scope="row" data-align={shown.align}>
                      <Content shown={shown} row={row} />
                    </th>
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                    <td key={i} data-align={shown.align === "center" ? "left" : shown.align}>
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

function Content({ shown, row }: { readonly shown: ShownColumn; readonly row: number }): ReactNode {
  const value = shown.column.at(row);
  if (value === null || value === undefined) return <span className={styles.missing}>None</span>;
  const text = shown.text(value);
  return shown.column.kind === "text" ? <Markdown inline>{text}</Markdown> : text;
}
