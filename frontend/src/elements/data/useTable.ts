import { useEffect, useMemo, useRef, useState } from "react";
import type { Blob_ } from "../contract";
import { blobBytes } from "../hooks";
import { decode, type Table } from "./arrow";

/** Decoded tables that were fetched lately, by id: scrolling away and back, or a second chart of the same data. */
const decoded = new Map<string, Promise<Table>>();
const KEPT = 8;

function fetched(id: string): Promise<Table> {
  let table = decoded.get(id);
  if (table === undefined) {
    table = blobBytes(id).then(decode);
    // A failed fetch is not remembered, so that it can be tried again.
    table.catch(() => decoded.delete(id));
  } else decoded.delete(id);
  decoded.set(id, table);
  for (const oldest of decoded.keys()) {
    if (decoded.size <= KEPT) break;
    decoded.delete(oldest);
  }
  return table;
}

/** Tables of bytes that came with the page, by the bytes. */
const inlined = new WeakMap<Uint8Array, Table>();

/** The table of a blob, or a promise of it if it must be fetched. */
export function tableOf(blob: Blob_): Table | Promise<Table> {
  if (typeof blob === "string") return fetched(blob);
  let table = inlined.get(blob);
  if (table === undefined) {
    table = decode(blob);
    inlined.set(blob, table);
  }
  return table;
}

/**
 * The table of a blob. While a new one is fetched, the old one stays: undefined only before the first.
 * What goes wrong is thrown, for the boundary around the element to show.
 */
export function useTable(blob: Blob_): Table | undefined {
  const inline = useMemo(() => (typeof blob === "string" ? undefined : decode(blob)), [blob]);
  const [late, setLate] = useState<{ id: Blob_; table?: Table; error?: unknown }>();
  const previous = useRef<Table>(undefined);
  useEffect(() => {
    if (typeof blob !== "string") return;
    let current = true;
    fetched(blob).then(
      (table) => current && setLate({ id: blob, table }),
      (error: unknown) => current && setLate({ id: blob, error }),
    );
    return () => {
      current = false;
    };
  }, [blob]);
  const arrived = late?.id === blob ? late : undefined;
  const table = inline ?? arrived?.table;
  useEffect(() => {
    if (table !== undefined) previous.current = table;
  }, [table]);
  if (arrived?.error !== undefined) throw arrived.error;
  return table ?? previous.current;
}
