import { useRef, useState } from "react";
import { serverUrl } from "../../connection/address";
import type { Blob_ } from "../../protocol.gen";

/** A text whose end may still be at the server. */
export interface LongText {
  readonly text: string;
  /** Bytes that are still at the server. */
  readonly hidden: number;
  /** Fetch the next part of what is hidden. */
  readonly more: () => Promise<void>;
  /** The whole text, without keeping it. */
  readonly whole: () => Promise<string>;
  /** Why the last part could not be fetched. */
  readonly problem: string | null;
}

interface Said {
  readonly body: string;
  readonly rest: Blob_ | null;
  readonly rest_size: number;
}

interface Fetched {
  readonly rest: Blob_ | null;
  readonly text: string;
  readonly bytes: number;
  readonly problem: string | null;
  /** Keeps the first bytes of a character until its other bytes arrive. */
  readonly decoder: TextDecoder;
}

/** Bytes that are fetched at once. */
const PART = 1_000_000;

/** A text that was sent in part, with as much of the rest as a person has asked for. */
export function useLongText({ body, rest, rest_size: size }: Said): LongText {
  const [state, setState] = useState<Fetched | null>(null);
  const busy = useRef(false);
  if (rest === null) return wholeText(body);
  if (typeof rest !== "string") return wholeText(body + new TextDecoder().decode(rest));
  const url = serverUrl(`_treadle/blob/${rest}`);
  const fetched: Fetched =
    state?.rest === rest ? state : { rest, text: "", bytes: 0, problem: null, decoder: new TextDecoder() };
  const more = async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      const from = fetched.bytes;
      const bytes = await part(url, from, Math.min(from + PART, size) - 1);
      const end = from + bytes.length;
      const text = fetched.text + fetched.decoder.decode(bytes, { stream: end < size });
      setState({ ...fetched, text, bytes: end, problem: null });
    } catch (error) {
      setState({ ...fetched, problem: error instanceof Error ? error.message : String(error) });
    } finally {
      busy.current = false;
    }
  };
  return {
    text: body + fetched.text,
    hidden: size - fetched.bytes,
    more,
    whole: async () => body + new TextDecoder().decode(await part(url, 0, size - 1)),
    problem: fetched.problem,
  };
}

/** A text that was sent in full. */
export function wholeText(text: string): LongText {
  return { ...WHOLE, text, whole: () => Promise.resolve(text) };
}

const WHOLE = { hidden: 0, more: () => Promise.resolve(), problem: null };

async function part(url: string, first: number, last: number): Promise<Uint8Array> {
  const response = await fetch(url, { headers: { Range: `bytes=${first}-${last}` } });
  if (!response.ok)
    throw new Error(`The server no longer has the rest of this text (${response.status}). Rerun the app.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // A proxy may not know about parts, and answer with all.
  return response.status === 206 ? bytes : bytes.subarray(first, last + 1);
}

/** A number of bytes in words. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}
