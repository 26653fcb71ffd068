import { useEffect, useMemo, useRef, useState } from "react";
import type { Blob_, Dataset } from "../../../protocol.gen";
import type { Table } from "../../data/arrow";
import { tableOf } from "../../data/useTable";
import { blobBytes } from "../../hooks";
import { joined } from "../rows";
import type { Source } from "./stage";

/** JSON that was read lately, by the id of its bytes. */
const read = new Map<string, Promise<unknown>>();
const KEPT = 8;

function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

type Pieces = Map<Blob_, Table | Promise<Table>>;

/** The data of a table of a chart. Pieces that were in the chart before are not read again; `now` gets all. */
function source({ name, data, json }: Dataset, before: Pieces, now: Pieces): Source | Promise<Source> {
  const [first = new Uint8Array()] = data;
  if (json) return content(name, first);
  const pieces = data.map((blob) => {
    const piece = before.get(blob) ?? tableOf(blob);
    now.set(blob, piece);
    if (piece instanceof Promise)
      piece.then(
        (table) => now.set(blob, table),
        () => now.delete(blob), // so that it can be tried again
      );
    return piece;
  });
  const made = (tables: readonly Table[]) => ({ name, rows: joined(tables) });
  return pieces.some((each) => each instanceof Promise)
    ? Promise.all(pieces).then(made)
    : made(pieces as readonly Table[]);
}

function content(name: string, data: Blob_): Source | Promise<Source> {
  if (typeof data !== "string") return { name, json: parsed(data) };
  let found = read.get(data);
  if (found === undefined) {
    found = blobBytes(data).then(parsed);
    found.catch(() => read.delete(data));
    read.set(data, found);
    for (const oldest of read.keys()) {
      if (read.size <= KEPT) break;
      read.delete(oldest);
    }
  }
  return found.then((value) => ({ name, json: value }));
}

/** The data of a chart. While new data is fetched, the old stays: undefined only before the first. */
export function useSources(datasets: readonly Dataset[]): readonly Source[] | undefined {
  const pieces = useRef<Pieces>(new Map());
  const found = useMemo(() => {
    const now: Pieces = new Map();
    const all = datasets.map((each) => source(each, pieces.current, now));
    pieces.current = now;
    return all;
  }, [datasets]);
  const inline = useMemo(
    () => (found.some((each) => each instanceof Promise) ? undefined : (found as readonly Source[])),
    [found],
  );
  const [late, setLate] = useState<{ of: unknown; sources?: readonly Source[]; error?: unknown }>();
  const previous = useRef<readonly Source[]>(undefined);
  useEffect(() => {
    if (inline !== undefined) return;
    let current = true;
    Promise.all(found).then(
      (sources) => current && setLate({ of: found, sources }),
      (error: unknown) => current && setLate({ of: found, error }),
    );
    return () => {
      current = false;
    };
  }, [found, inline]);
  const arrived = late?.of === found ? late : undefined;
  const sources = inline ?? arrived?.sources;
  useEffect(() => {
    if (sources !== undefined) previous.current = sources;
  }, [sources]);
  if (arrived?.error !== undefined) throw arrived.error;
  return sources ?? previous.current;
}
