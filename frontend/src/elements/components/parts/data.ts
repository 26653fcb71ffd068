import { tableFromIPC } from "@uwdata/flechette";
import type { Blob_, ComponentTable } from "../../../protocol.gen";

const REFERENCE = "__streamlit_arrow_ref__";

/** A component's data as its script gets it, with what is large fetched. Tables among the data are Arrow tables. */
export async function dataOf(
  text: string | null,
  raw: Blob_ | null,
  tables: readonly ComponentTable[],
  fetch: (blob: Blob_) => Promise<Uint8Array>,
): Promise<unknown> {
  if (raw !== null) return fetch(raw);
  if (text === null) return null;
  const data: unknown = JSON.parse(text);
  if (tables.length === 0 || typeof data !== "object" || data === null) return data;
  const found = new Map<string, unknown>();
  await Promise.all(
    tables.map(async ({ ref, data: blob }) => {
      // Arrow's numbers must stand at multiples of their size.
      const bytes = (await fetch(blob)).slice();
      found.set(ref, tableFromIPC(bytes, { useBigInt: true }));
    }),
  );
  const filled = Object.entries(data).map(([name, value]) => [name, found.get(reference(value)) ?? value]);
  return Object.fromEntries(filled);
}

function reference(value: unknown): string {
  if (typeof value !== "object" || value === null) return "";
  const ref = (value as Record<string, unknown>)[REFERENCE];
  return typeof ref === "string" ? ref : "";
}
