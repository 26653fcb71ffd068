import type { Blob_, SpecialArgument } from "../../../protocol.gen";

/** A value as it is sent to the server. */
export type Sent =
  | readonly ["json", string]
  | readonly ["bytes", Uint8Array]
  | readonly ["dataframe", Uint8Array, Uint8Array, Uint8Array];

/** What a component says to the page. */
export type Said =
  | { readonly type: "ready" }
  | { readonly type: "version"; readonly version: unknown }
  | { readonly type: "value"; readonly value: Sent }
  | { readonly type: "height"; readonly height: number };

/** What Streamlit's library for components understands. */
const API_VERSION = 1;

/** A message from a component's frame; null for what is none, or makes no sense. */
export function understood(data: unknown): Said | null {
  if (!isRecord(data) || data.isStreamlitMessage !== true) return null;
  switch (data.type) {
    case "streamlit:componentReady":
      return data.apiVersion === API_VERSION
        ? { type: "ready" }
        : { type: "version", version: data.apiVersion };
    case "streamlit:setFrameHeight": {
      const height = Number(data.height);
      return data.height != null && Number.isFinite(height) ? { type: "height", height } : null;
    }
    case "streamlit:setComponentValue": {
      if (!("value" in data) || data.value === undefined) return null;
      const value = sentValue(data.value, data.dataType);
      return value === null ? null : { type: "value", value };
    }
  }
  return null;
}

function sentValue(value: unknown, type: unknown): Sent | null {
  if (type === "bytes") {
    const data = bytesOf(value);
    return data === null ? null : ["bytes", data];
  }
  if (type === "dataframe") {
    if (!isRecord(value)) return null;
    const [data, index, columns] = [bytesOf(value.data), bytesOf(value.index), bytesOf(value.columns)];
    return data && index && columns ? ["dataframe", data, index, columns] : null;
  }
  try {
    const text: string | undefined = JSON.stringify(value);
    return text === undefined ? null : ["json", text];
  } catch {
    return null; // it contains itself, or a bigint
  }
}

/** Bytes in whatever form: they come from another page, so they are no instance of this page's classes. */
function bytesOf(value: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  if (Object.prototype.toString.call(value) === "[object ArrayBuffer]")
    return new Uint8Array(value as ArrayBuffer).slice();
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

export interface Arguments {
  readonly args: Readonly<Record<string, unknown>>;
  readonly dfs: readonly { readonly key: string; readonly value: unknown }[];
}

/** A component's arguments as its library expects them, with what is large fetched. */
export async function argumentsOf(
  text: string,
  special: readonly SpecialArgument[],
  fetch: (blob: Blob_) => Promise<Uint8Array>,
): Promise<Arguments> {
  const args = JSON.parse(text) as Record<string, unknown>;
  const dfs: { key: string; value: unknown }[] = [];
  await Promise.all(
    special.map(async ({ name, data, index, columns }) => {
      if (index === null || columns === null) {
        args[name] = await fetch(data);
        return;
      }
      const [values, rows, labels] = await Promise.all([fetch(data), fetch(index), fetch(columns)]);
      dfs.push({ key: name, value: { data: { data: values, index: rows, columns: labels } } });
    }),
  );
  dfs.sort((a, b) => order(special, a.key) - order(special, b.key));
  return { args, dfs };
}

function order(special: readonly SpecialArgument[], name: string): number {
  return special.findIndex((each) => each.name === name);
}
