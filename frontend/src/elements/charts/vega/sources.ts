import { useEffect, useMemo, useRef, useState } from "react";
import type { Dataset } from "../../../protocol.gen";
import type { Table } from "../../data/arrow";
import { tableOf } from "../../data/useTable";
import { blobBytes } from "../../hooks";
import { rowsOf } from "../rows";
import type { Source } from "./stage";

/** JSON that was read lately, by the id of its bytes. */
const read = new Map<string, Promise<unknown>>();
const KEPT = 8;

function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

function source({ name, data, json }: Dataset): Source | Promise<Source> {
  if (!json) {
    const table = tableOf(data);
    const made = (each: Table) => ({ name, rows: rowsOf(each) });
    return table instanceof Promise ? table.then(made) : made(table);
  }
  if (typeof data !== "string") return { name, json: parsed(data) };
  let content = read.get(data);
  if (content === undefined) {
    content = blobBytes(data).then(parsed);
    content.catch(() => read.delete(data));
    read.set(data, content);
    for (const oldest of read.keys()) {
      if (read.size <= KEPT) break;
      read.delete(oldest);
    }
  }
  return content.then((value) => ({ name, json: value }));
}

/** The data of a chart. While new data is fetched, the old stays: undefined only before the first. */
export function useSources(datasets: readonly Dataset[]): readonly Source[] | undefined {
  const found = useMemo(() => datasets.map(source), [datasets]);
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
