import { useRef } from "react";
import type { Windows } from "../../protocol.gen";
import type { Blob_ } from "../contract";
import type { Table } from "./arrow";
import { windowed } from "./blocks";

interface Shown {
  readonly data: Blob_;
  readonly head: Table;
  readonly source: string | null;
  readonly table: Table;
}

/**
 * A table. If it has windows, only its first rows have come with the page. When the app shows it with other values,
 * the rows in view stay until the new ones are there.
 */
export function useWindows(head: Table | undefined, data: Blob_, windows: Windows | null): Table | undefined {
  const shown = useRef<Shown>(undefined);
  if (head === undefined) return undefined;
  const last = shown.current;
  const source = windows?.source ?? null;
  const other = last === undefined || last.head !== head;
  // Other windows come with other first rows, which may still be on their way.
  if (other || (last.data === data && last.source !== source)) {
    const before =
      last?.table.blocks !== undefined && sameColumns(last.head, head) ? last.table.blocks : null;
    const table = windows === null ? head : windowed(head, windows, before);
    shown.current = { data, head, source, table };
  }
  return shown.current?.table;
}

function sameColumns(a: Table, b: Table): boolean {
  const named = ({ index, columns }: Table) =>
    [...index, ...columns].map(({ name, kind }) => `${kind} ${name}`);
  return JSON.stringify(named(a)) === JSON.stringify(named(b));
}
