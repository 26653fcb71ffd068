import { useEffect, useRef, useState } from "react";
import {
  type Chosen,
  forgetFile,
  refusal,
  type Sending,
  sendFile,
  UploadProblem,
} from "../../connection/upload";
import type { FileRef, Upload } from "../../protocol.gen";
import { useApp } from "../app";

/** Files that are sent at the same time; the others wait. A browser opens no more than six connections to a server. */
const AT_ONCE = 3;

/** A file that a person has chosen and that is in no value yet. */
export interface Item {
  readonly key: number;
  readonly name: string;
  readonly size: number;
  /** From 0 to 1. */
  readonly progress: number;
  /** Why it was not taken. */
  readonly problem: string | null;
  /** Whether trying again may help. */
  readonly again: boolean;
}

interface Entry {
  item: Item;
  readonly chosen: Chosen;
  sending: Sending | null;
  ref: FileRef | null;
}

export interface Uploads {
  readonly items: readonly Item[];
  /** Whether a file is on its way. */
  readonly busy: boolean;
  readonly add: (files: readonly Chosen[]) => void;
  /** Give a file up: it is sent no further, or its problem was read. */
  readonly cancel: (key: number) => void;
  readonly retry: (key: number) => void;
  /** Let the server forget files that were removed before a value named them. */
  readonly forget: (files: readonly FileRef[]) => void;
}

/** Sends the files that a person has chosen, and hands them over together when none is on its way any more. */
export function useUploads(upload: Upload, arrived: (files: readonly FileRef[]) => void): Uploads {
  const { client } = useApp();
  const entries = useRef(new Map<number, Entry>());
  const [items, setItems] = useState<readonly Item[]>([]);
  const latest = useRef({ upload, arrived });
  useEffect(() => {
    latest.current = { upload, arrived };
  });
  // What is sent for an element that has gone is for nobody.
  useEffect(() => {
    const all = entries.current;
    return () => {
      for (const { sending } of all.values()) sending?.cancel();
      all.clear();
    };
  }, []);

  const show = () => setItems([...entries.current.values()].map(({ item }) => item));
  const change = (entry: Entry, item: Partial<Item>) => {
    entry.item = { ...entry.item, ...item };
    show();
  };
  const unfinished = () =>
    [...entries.current.values()].filter((entry) => entry.ref === null && entry.item.problem === null);

  const next = () => {
    const left = unfinished();
    const waiting = left.filter((entry) => entry.sending === null);
    const free = AT_ONCE - (left.length - waiting.length);
    for (const entry of waiting.slice(0, Math.max(0, free))) start(entry);
    if (left.length > 0) return;
    const done = [...entries.current.values()].filter((entry) => entry.ref !== null);
    for (const entry of done) entries.current.delete(entry.item.key);
    show();
    if (done.length > 0) latest.current.arrived(done.map(({ ref }) => ref as FileRef));
  };

  const start = (entry: Entry) => {
    const sending = sendFile(entry.chosen, client.session ?? "", latest.current.upload.token, (progress) => {
      if (entry.sending === sending) change(entry, { progress });
    });
    entry.sending = sending;
    sending.done.then(
      (ref) => {
        entry.ref = ref;
        if (entries.current.get(entry.item.key) === entry) next();
        else forget([ref]);
      },
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        change(entry, { problem, again: error instanceof UploadProblem && error.again });
        next();
      },
    );
  };

  const add = (files: readonly Chosen[]) => {
    const { upload } = latest.current;
    for (const entry of entries.current.values())
      if (entry.item.problem !== null) entries.current.delete(entry.item.key);
    for (const chosen of files) {
      const problem = refusal(chosen, upload);
      // Of a folder, what is of another type was not meant.
      if (problem !== null && upload.directory && files.length > 1 && chosen.file.size <= upload.max_size)
        continue;
      counter += 1;
      const item = { key: counter, name: chosen.name, size: chosen.file.size, progress: 0, again: false };
      entries.current.set(counter, { item: { ...item, problem }, chosen, sending: null, ref: null });
    }
    show();
    next();
  };

  const cancel = (key: number) => {
    const entry = entries.current.get(key);
    if (entry === undefined) return;
    entries.current.delete(key);
    entry.sending?.cancel();
    if (entry.ref !== null) forget([entry.ref]);
    show();
    next();
  };

  const retry = (key: number) => {
    const entry = entries.current.get(key);
    if (entry === undefined) return;
    entry.sending = null;
    change(entry, { problem: null, progress: 0 });
    next();
  };

  const forget = (files: readonly FileRef[]) => {
    for (const { id } of files) forgetFile(id, client.session ?? "", latest.current.upload.token);
  };

  return { items, busy: items.some((item) => item.problem === null), add, cancel, retry, forget };
}

let counter = 0;

/** The files that were dropped or pasted, those in folders included. */
export async function filesIn(data: DataTransfer): Promise<Chosen[]> {
  // Entries are there only until the event has been handled, so all are taken before anything is awaited.
  const entries = [...data.items].flatMap((item) => {
    const entry = item.kind === "file" ? (item.webkitGetAsEntry?.() ?? null) : null;
    return entry === null ? [] : [entry];
  });
  if (!entries.some((entry) => entry.isDirectory)) return chosen(data.files);
  return (await Promise.all(entries.map(walk))).flat();
}

/** The files of a list, as `<input type="file">` has it. */
export function chosen(files: Iterable<File>): Chosen[] {
  return [...files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
}

async function walk(entry: FileSystemEntry): Promise<Chosen[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Chosen[] = [];
  while (true) {
    // It gives at most a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    found.push(...(await Promise.all(some.map(walk))).flat());
  }
}
