import { serverUrl } from "../../connection/address";
import type { Windows } from "../../protocol.gen";
import { type Column, decode, type Table } from "./arrow";
import type { Value } from "./edits";

/** How many blocks of rows are kept, of all orders of a table. */
const KEPT = 256;
/** Requests for blocks at a time. */
const AT_ONCE = 4;
/** How often a block is asked for that cannot be had, and the milliseconds before the second time. */
const TRIES = 5;
const PAUSE = 400;
/** Rows that are asked for at once to be copied or saved. */
export const CHUNK = 4096;

/** Some rows of a table, one after the other in one order. */
export interface Chunk {
  /** Columns of the index and then the others, by their field. Rows count from 0. */
  readonly columns: readonly Column[];
  /** The place of each row in the data. */
  readonly sources: (row: number) => number;
  readonly rows: number;
}

interface Block extends Chunk {
  readonly tag: string | null;
  /** Counts up, so that rows are drawn again when another block has come. */
  readonly stamp: number;
}

export interface Found {
  readonly row: number;
  readonly column: number;
}

/** What people have changed in a table, as far as the server must know it to sort the rows. */
export interface Arrangement {
  /** What to sort by, as the server reads it. */
  readonly keys: string;
  /** For each key: rows with what was entered there. Added rows come behind those of the table. */
  readonly cells: readonly (readonly (readonly [row: number, value: Value])[])[];
  readonly deleted: readonly number[];
  readonly added: number;
}

interface Arranged {
  readonly asked: string;
  readonly rows: number;
  /** The server's name of the order. */
  name?: Promise<string> | undefined;
}

/** The largest arrangement in bytes: the server takes no larger request (`MAX_BODY` in server.py). */
const LARGEST = 64 * 1024;
/** How many arrangements are known at a time. */
const ARRANGED = 8;
/** Counts up, so that no two tables have an order of the same name. */
let arrangements = 0;

export interface Searched {
  readonly found: readonly Found[];
  readonly whole: boolean;
  /** The places in the data of the rows that were found. */
  readonly places: readonly number[];
  /** Where the rows stand that were asked for; null of one that is not there. */
  readonly rows: readonly (number | null)[];
}

/** A request that the server refuses for good: to sort by what cannot be sorted. */
export class Refused extends Error {}

/**
 * The rows of a table that stays on the server. Only blocks that were in view lately are here. `order` is what rows are
 * sorted by, as the server reads it: "" is the order of the data.
 */
export class Blocks {
  readonly rows: number;
  readonly size: number;
  private readonly source: string;
  private readonly kept = new Map<string, Block>();
  /** Where rows are that are not in the order of the data, by their place in the data. */
  private readonly places = new Map<number, readonly [Block, number]>();
  private readonly asked = new Set<string>();
  private readonly failed = new Map<string, number>();
  private wanted: readonly [order: string, first: number, last: number] = ["", 0, 0];
  private readonly listeners = new Set<() => void>();
  private readonly arranged = new Map<string, Arranged>();
  private changes = 0;
  /** What has gone wrong, for the grid to say. */
  problem: string | null = null;

  constructor(
    { source, rows, block }: Windows,
    head: Table,
    /** The same table at an earlier moment: its rows are shown until the new ones are there. */
    private before: Blocks | null = null,
  ) {
    this.source = source;
    this.rows = rows;
    this.size = block;
    if (before !== null) {
      before.before = null;
      this.changes = before.changes + 1;
    }
    this.kept.set("/0", this.made(head, "", 0, null));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  version = (): number => this.changes;

  /** The order of the rows as people have changed them. Deleted rows are not in it, added ones are. */
  arrange(wanted: Arrangement): string {
    // Whole numbers that are too large for JSON travel as texts.
    const asked = JSON.stringify(wanted, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    for (const [order, known] of this.arranged) if (known.asked === asked) return order;
    arrangements += 1;
    const order = `~${arrangements}`;
    this.arranged.set(order, { asked, rows: this.rows - wanted.deleted.length + wanted.added });
    for (const oldest of this.arranged.keys()) {
      if (this.arranged.size <= ARRANGED) break;
      this.arranged.delete(oldest);
    }
    return order;
  }

  /** The number of rows of an order. */
  rowsOf(order: string): number {
    return this.arranged.get(order)?.rows ?? this.rows;
  }

  /** The place in the data of a row that is here; -1 of another one. */
  sourceAt(order: string, row: number): number {
    const block = this.find(order, Math.floor(row / this.size));
    const at = row % this.size;
    return block !== undefined && at < block.rows ? block.sources(at) : -1;
  }

  /** What changes when other values of a row have come. */
  stampAt(order: string, row: number): number {
    return this.find(order, Math.floor(row / this.size))?.stamp ?? 0;
  }

  /** A value by the field of its column and its place in the data; undefined if it is not here. */
  at(field: number, source: number): unknown {
    const block = this.find("", Math.floor(source / this.size));
    if (block !== undefined) return block.columns[field]?.at(source % this.size);
    const place = this.places.get(source) ?? this.before?.places.get(source);
    return place?.[0].columns[field]?.at(place[1]);
  }

  /** Say which rows are in view: those that are missing are fetched. What was wanted before no longer matters. */
  want(order: string, first: number, last: number): void {
    this.wanted = [order, first, last];
    this.fetchWanted();
  }

  /** Fetch rows that are not here; null if all are. */
  load(order: string, first: number, last: number): Promise<unknown> | null {
    const missing: Promise<void>[] = [];
    for (let n = Math.floor(first / this.size); n * this.size <= last; n++)
      if (!this.kept.has(`${order}/${n}`)) missing.push(this.fetchBlock(order, n));
    return missing.length === 0 ? null : Promise.all(missing);
  }

  /** Rows that are fetched to be copied or saved, and not kept. */
  async chunk(order: string, start: number, count: number): Promise<Chunk> {
    const [bytes] = await this.get(order, start, Math.min(count, this.rowsOf(order) - start), null);
    return chunkOf(decode(bytes as Uint8Array), order, start);
  }

  /**
   * Cells with some words in their text. If the rows are sorted, `places` has the places in the data of the rows that
   * were found, and `rows` where those of `others` stand.
   */
  async search(
    order: string,
    words: string,
    fields: readonly number[],
    others: readonly number[],
    signal: AbortSignal,
  ): Promise<Searched> {
    const response = await this.ask(order, (sort) => {
      const query = new URLSearchParams({ words, columns: fields.join(), sort });
      if (others.length > 0) query.set("rows", others.join());
      return fetch(serverUrl(`_treadle/search/${this.source}?${query}`), { signal });
    });
    if (!response.ok) throw new Error(`The server cannot search the table now (${response.status}).`);
    const { found, whole, places, rows } = (await response.json()) as {
      found: [number, number][];
      whole: boolean;
      places?: number[];
      rows?: (number | null)[];
    };
    return {
      found: found.map(([row, column]) => ({ row, column })),
      whole,
      places: places ?? found.map(([row]) => row),
      rows: rows ?? [],
    };
  }

  /** Send a request with the server's name of an order. If the server has forgotten it, it is sorted again. */
  private async ask(order: string, send: (sort: string) => Promise<Response>): Promise<Response> {
    const known = this.arranged.get(order);
    if (known === undefined) return send(order);
    for (let again = false; ; again = true) {
      known.name ??= this.nameOf(known.asked);
      const name = known.name;
      name.catch(() => {
        if (known.name === name) known.name = undefined;
      });
      const response = await send(await name);
      if (response.status !== 410 || again) return response;
      if (known.name === name) known.name = undefined;
    }
  }

  private async nameOf(asked: string): Promise<string> {
    const body = new TextEncoder().encode(asked);
    if (body.length > LARGEST) throw new Refused("So many changes cannot be sorted");
    const response = await fetch(serverUrl(`_treadle/orders/${this.source}`), {
      method: "POST",
      body,
    });
    if (response.status === 422) throw new Refused("So many changes, or such values, cannot be sorted");
    if (!response.ok) throw new Error(`The server cannot sort the rows (${response.status})`);
    return (await response.json()) as string;
  }

  private find(order: string, n: number): Block | undefined {
    const own = this.kept.get(`${order}/${n}`);
    return own ?? this.before?.kept.get(`${order}/${n}`);
  }

  private fetchWanted(): void {
    const [order, first, last] = this.wanted;
    const from = Math.floor(first / this.size);
    const to = Math.floor(Math.max(first, last - 1) / this.size);
    const end = Math.floor(Math.max(0, this.rowsOf(order) - 1) / this.size);
    const near = [];
    for (let n = from; n <= to; n++) near.push(n);
    // One more on both sides, for somebody who scrolls on.
    for (const n of [...near, to + 1, from - 1]) {
      if (n < 0 || n > end) continue;
      const key = `${order}/${n}`;
      const block = this.kept.get(key);
      if (block !== undefined) {
        // The newest are last; the first ones go first.
        this.kept.delete(key);
        this.kept.set(key, block);
      } else if (!this.asked.has(key) && this.asked.size < AT_ONCE && (this.failed.get(key) ?? 0) < TRIES) {
        this.fetchBlock(order, n).then(
          () => this.fetchWanted(),
          (error: unknown) => this.fail(key, error),
        );
      }
    }
  }

  private fail(key: string, error: unknown): void {
    const times = (this.failed.get(key) ?? 0) + 1;
    this.failed.set(key, error instanceof Refused ? TRIES : times);
    if (times < TRIES && !(error instanceof Refused)) {
      setTimeout(() => this.fetchWanted(), PAUSE * times);
      return;
    }
    this.problem = error instanceof Error ? error.message : String(error);
    this.tell();
  }

  private async fetchBlock(order: string, n: number): Promise<void> {
    const key = `${order}/${n}`;
    this.asked.add(key);
    try {
      const old = this.before?.kept.get(key);
      const start = n * this.size;
      const count = Math.min(this.size, this.rowsOf(order) - start);
      const [bytes, tag] = await this.get(order, start, count, old?.tag ?? null);
      if (bytes !== null) this.keep(key, this.made(decode(bytes), order, start, tag));
      else if (old !== undefined) this.keep(key, old);
      this.failed.delete(key);
    } finally {
      this.asked.delete(key);
    }
  }

  private async get(
    order: string,
    start: number,
    count: number,
    known: string | null,
  ): Promise<readonly [bytes: Uint8Array | null, tag: string | null]> {
    const response = await this.ask(order, (sort) => {
      const query = new URLSearchParams();
      if (sort !== "") query.set("sort", sort);
      if (known !== null) query.set("known", known);
      const asked = query.size === 0 ? "" : `?${query}`;
      return fetch(serverUrl(`_treadle/rows/${this.source}/${start}-${count}${asked}`));
    });
    if (response.status === 204) return [null, known];
    if (response.status === 422) throw new Refused("A table of this size cannot be sorted by such values");
    if (!response.ok) throw new Error(`The server does not send the rows (${response.status})`);
    const tag = response.headers.get("Etag")?.replaceAll('"', "") ?? null;
    return [new Uint8Array(await response.arrayBuffer()), tag];
  }

  private made(table: Table, order: string, start: number, tag: string | null): Block {
    return { ...chunkOf(table, order, start), tag, stamp: ++this.changes };
  }

  private keep(key: string, block: Block): void {
    this.kept.set(key, block);
    if (!key.startsWith("/")) {
      for (let row = 0; row < block.rows; row++) this.places.set(block.sources(row), [block, row]);
    }
    for (const [oldest, gone] of this.kept) {
      if (this.kept.size <= KEPT) break;
      if (oldest === "/0") continue;
      this.kept.delete(oldest);
      for (let row = 0; row < gone.rows; row++) {
        const source = gone.sources(row);
        if (this.places.get(source)?.[0] === gone) this.places.delete(source);
      }
    }
    this.tell();
  }

  private tell(): void {
    this.changes++;
    for (const listener of this.listeners) listener();
  }
}

function chunkOf(table: Table, order: string, start: number): Chunk {
  const places = table.places;
  const fields = [...table.index.filter(({ field }) => field !== -1), ...table.columns];
  return {
    columns: fields,
    rows: table.rows,
    sources: order !== "" && places !== undefined ? (row) => Number(places(row)) : (row) => start + row,
  };
}

/** A table whose rows are on the server, but for the first ones. */
export function windowed(head: Table, windows: Windows, before: Blocks | null): Table {
  const blocks = new Blocks(windows, head, before);
  const over = (column: Column): Column => {
    const { field } = column;
    // An index that only counts is everywhere. Of all others, the first rows say how they look.
    if (field === undefined || field < 0) return { ...column, length: windows.rows };
    return { ...column, at: (row) => blocks.at(field, row) };
  };
  return {
    ...head,
    rows: windows.rows,
    index: head.index.map(over),
    columns: head.columns.map(over),
    blocks,
  };
}
