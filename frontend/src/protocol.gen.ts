// Written by scripts/gen_ts.py from the structs in src/treadle. Do not edit.

export const PROTOCOL_VERSION = 1;

/** A large value: the bytes themselves, or the id to fetch them by. */
export type Blob_ = Uint8Array | string;

export interface Checkbox {
  readonly label: string;
  readonly help: string | null;
  readonly disabled: boolean;
  readonly label_visibility: "collapsed" | "hidden" | "visible";
  readonly width: number | "content" | "stretch";
  readonly value: boolean;
  readonly toggle: boolean;
}

export type Fragment = Readonly<Record<string, never>>;

export type Main = Readonly<Record<string, never>>;

export interface Page {
  readonly title: string | null;
  readonly icon: string | null;
  readonly layout: "centered" | "wide";
  readonly initial_sidebar_state: "auto" | "collapsed" | "expanded" | number;
  readonly menu_items: readonly (readonly [string, string | null])[];
  readonly query: string;
}

export type Sidebar = Readonly<Record<string, never>>;

export type Slot = Readonly<Record<string, never>>;

/** Properties by kind. */
export interface Kinds {
  readonly checkbox: Checkbox;
  readonly fragment: Fragment;
  readonly main: Main;
  readonly page: Page;
  readonly sidebar: Sidebar;
  readonly slot: Slot;
}

export type Kind = keyof Kinds;
export type Props<K extends Kind> = Kinds[K];

export type InsertOp = readonly [tag: "insert", id: number, parent: number, after: number, kind: string, props: Readonly<Record<string, unknown>>];

export type SetOp = readonly [tag: "set", id: number, props: Readonly<Record<string, unknown>>];

export type AppendOp = readonly [tag: "append", id: number, prop: string, text: string];

export type RemoveOp = readonly [tag: "remove", ids: readonly number[]];

export type OrderOp = readonly [tag: "order", parent: number, children: readonly number[]];

export type Operation = InsertOp | SetOp | AppendOp | RemoveOp | OrderOp;

export type ToastEffect = readonly [tag: "toast", body: string, icon: string | null, duration: number];

export type Effect = ToastEffect;

export type HelloMessage = readonly [tag: "hello", session: string, resumed: boolean, settings: Readonly<Record<string, unknown>>];

export type BatchMessage = readonly [tag: "batch", seq: number, ops: readonly (InsertOp | SetOp | AppendOp | RemoveOp | OrderOp)[], run: RunState | null, stale: readonly number[] | null, effects: readonly ToastEffect[], reset: boolean];

export type ProblemMessage = readonly [tag: "problem", code: string, message: string];

export type SourceChangedMessage = readonly [tag: "source"];

export type ByeMessage = readonly [tag: "bye", reason: "ended" | "stopping"];

export type ServerMessage = HelloMessage | BatchMessage | ProblemMessage | SourceChangedMessage | ByeMessage;

export type OpenMessage = readonly [tag: "open", version: number, session: string | null, path: string, query: string, info: ClientInfo, resume: boolean];

export type AckMessage = readonly [tag: "ack", seq: number];

export type InteractMessage = readonly [tag: "interact", changes: readonly (readonly [number, unknown])[]];

export type RerunMessage = readonly [tag: "rerun", query: string | null];

export type StopMessage = readonly [tag: "stop"];

export type AlwaysRerunMessage = readonly [tag: "always_rerun", on: boolean];

export type EndMessage = readonly [tag: "end"];

export type ClientMessage = OpenMessage | AckMessage | InteractMessage | RerunMessage | StopMessage | AlwaysRerunMessage | EndMessage;

export interface ClientInfo {
  readonly timezone: string;
  readonly timezone_offset: number;
  readonly locale: string;
  readonly url: string;
  readonly theme: "dark" | "light";
  readonly embedded: boolean;
}

export type RunState = readonly [tag: "run", number: number, running: boolean, elapsed: number, lanes: readonly string[], stopping: boolean];

/** Defaults that the wire leaves out. */
export const DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "checkbox": {
    "help": null,
    "disabled": false,
    "label_visibility": "visible",
    "width": "content",
    "value": false,
    "toggle": false
  },
  "page": {
    "title": null,
    "icon": null,
    "layout": "centered",
    "initial_sidebar_state": "auto",
    "menu_items": [],
    "query": ""
  }
};
