import { decode, encode } from "@msgpack/msgpack";
import {
  type BatchMessage,
  type ClientInfo,
  type ClientMessage,
  type HelloMessage,
  PROTOCOL_VERSION,
  type ServerMessage,
  type ThreadsMessage,
} from "../protocol.gen";
import type { Store } from "../store/store";
import { type Topic, Topics } from "../store/topics";
import { delay } from "./backoff";
import { Heartbeat } from "./heartbeat";
import { Queue } from "./queue";

/**
 * `connecting` before the first page, `open`, `stalled` while the server does not answer on an open connection, `lost` while it
 * tries again, `ended` when the session is over, `outdated` when this page is of another release than the server.
 */
export type Status = "connecting" | "open" | "stalled" | "lost" | "ended" | "outdated";

export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** The code of the problem that tells this page that it is of another release. */
export const OUTDATED = "version";

export const TOKEN = "treadle.session";

/** Bytes of what was entered that open a connection at most. The rest is entered again when the page is there. */
const OFFERED = 512 * 1024;
const OFFERS = 1000;

/** Interactions that may be on their way at the same time; more than a person does in the time of a ping. */
const SENT_KEPT = 100;

type Change = readonly [id: number, value: unknown];

interface Sent {
  readonly number: number;
  readonly changes: readonly Change[];
  readonly trigger: boolean;
}

export interface ClientOptions {
  readonly store: Store;
  readonly url: string;
  /** Path and query of the page, asked again for each connection. */
  readonly address: () => readonly [path: string, query: string];
  readonly info: () => ClientInfo;
  /** The mapping that this browser keeps for the app. */
  readonly memory?: () => Record<string, string>;
  /** Hears of each batch before it is applied. */
  readonly onBatch?: (batch: BatchMessage) => void;
  readonly onProblem?: (problem: Problem) => void;
  /** The session is gone: what is typed and not sent is to be sent, or it goes with the page. */
  readonly onSessionLost?: () => void;
  /** Hears which login the browser carries, by a mark; "" if none. */
  readonly onPerson?: (mark: string) => void;
  /** Another person is logged in than before: the page is to be loaded again. */
  readonly onOtherPerson?: () => void;
  readonly storage?: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly connect?: (url: string) => WebSocket;
}

/** What executes in the server, and when this browser was told, by `performance.now()`. */
export interface ThreadsNews {
  readonly message: ThreadsMessage;
  readonly at: number;
}

/** The connection to the session: opens, answers, comes back. Topics: "status", "settings", "source", "threads". */
export class Client {
  status: Status = "connecting";
  settings: Readonly<Record<string, unknown>> = {};
  /** The app's source is newer than the page. */
  sourceChanged = false;
  /** Null while nobody watches, and until the first news. */
  threads: ThreadsNews | null = null;

  /** The mark of the login that this page was made for; null before it is known. */
  person: string | null = null;

  private readonly topics = new Topics();
  private readonly queue = new Queue();
  private readonly heartbeat = new Heartbeat({
    ping: () => this.write(["ping"]),
    stalled: () => this.setStatus("stalled"),
    dead: () => this.giveUp(),
  });
  /** Tells this tab from others of the session, until the page is loaded again. */
  private readonly tab = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  private count = 0;
  /** The latest interactions: those that the server has not got when a connection is lost are sent again. */
  private sent: Sent[] = [];
  private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private greeted = false;
  private everGreeted = false;
  private startingOver = false;
  /** What was offered on this connection to a new session, by what widgets are known by; null if nothing may be. */
  private offered: ReadonlyMap<string, unknown> | null = null;
  /** What is to be sent when the connection is back: one rerun, and the latest of the choices. */
  private rerunWanted: { readonly query: string | null; readonly path: string | null } | null = null;
  private pageWanted: { readonly path: string; readonly query: string } | null = null;
  private alwaysWanted: boolean | null = null;
  /** The ids of the threads whose stacks are wanted; null while nobody watches. */
  private watched: readonly string[] | null = null;

  constructor(private readonly options: ClientOptions) {
    this.storage = options.storage ?? window.sessionStorage;
  }

  subscribe = (topic: Topic, listener: () => void): (() => void) => this.topics.subscribe(topic, listener);

  /** Shows the page with other settings, until the server sends its own again. */
  preview(settings: Readonly<Record<string, unknown>>): void {
    this.settings = { ...this.settings, ...settings };
    this.topics.notify(["settings"]);
  }

  /** The secret of the session, for what is sent beside the WebSocket; null while there is none. */
  get session(): string | null {
    return this.storage.getItem(TOKEN);
  }

  start(): void {
    window.addEventListener("online", this.retry);
    document.addEventListener("visibilitychange", this.retryWhenVisible);
    this.connect();
  }

  close(): void {
    window.removeEventListener("online", this.retry);
    document.removeEventListener("visibilitychange", this.retryWhenVisible);
    clearTimeout(this.timer);
    this.drop()?.close();
  }

  // What a person does -------------------------------------------------------------------------------------------

  /** Send widget values; while disconnected they wait. `trigger` marks presses, which are all kept. */
  interact(changes: readonly (readonly [id: number, value: unknown])[], trigger = false): void {
    if (changes.length === 0) return;
    for (const [id, value] of changes) this.options.store.keep(id, value);
    if (this.greeted) this.transmit(changes, trigger);
    else this.queue.add(changes, trigger);
  }

  /** Show in the address what a form holds back. While disconnected nobody is asked: the address is the server's to change. */
  filled(changes: readonly Change[]): void {
    this.send(["filled", changes]);
  }

  private transmit(changes: readonly Change[], trigger: boolean): void {
    this.count += 1;
    this.sent.push({ number: this.count, changes, trigger });
    if (this.sent.length > SENT_KEPT) this.sent.shift();
    this.send(["interact", changes, this.count]);
    this.heartbeat.ask(); // a person waits for the answer
  }

  /** Send again what was lost on the way, and show it again: the page that comes next does not know of it. */
  private repeat(received: number): void {
    this.sent = this.sent.filter(({ number }) => number > received);
    for (const { number, changes, trigger } of this.sent) {
      const values = trigger ? changes.slice(0, -1) : changes; // the last one is the press itself
      for (const [id, value] of values) this.options.store.enter(id, value);
      this.send(["interact", changes, number]);
    }
  }

  /** Run the app again; at another address, which the browser has gone to, if one is given. */
  rerun(query: string | null = null, path: string | null = null): void {
    this.setSourceChanged(false);
    if (this.greeted) this.send(["rerun", query, path]);
    // An address that was asked for is not forgotten over a rerun that names none.
    else if (query !== null || this.rerunWanted === null) this.rerunWanted = { query, path };
    if (query !== null) this.pageWanted = null;
  }

  /** Go to a page of the app. The server answers with its address. */
  goTo(path: string, query: string): void {
    this.setSourceChanged(false);
    if (this.greeted) {
      this.send(["go_to", path, query]);
      this.heartbeat.ask();
    } else {
      this.pageWanted = { path, query };
      this.rerunWanted = null;
    }
  }

  stop(): void {
    this.send(["stop"]);
  }

  /** Stop what writes a text that grows. */
  stopStream(number: number): void {
    this.send(["stop_stream", number]);
  }

  alwaysRerun(on: boolean): void {
    this.setSourceChanged(false);
    if (this.greeted) this.send(["always_rerun", on]);
    else this.alwaysWanted = on;
  }

  /** Be told what executes, with the stacks of some; null: no longer. Holds for later connections, too. */
  watchThreads(stacks: readonly string[] | null): void {
    if (stacks === null && this.watched === null) return;
    this.watched = stacks;
    this.send(["watch_threads", stacks !== null, stacks ?? []]);
    if (stacks === null) this.setThreads(null);
  }

  stopThread(number: number): void {
    this.send(["stop_thread", number]);
  }

  dismissSource(): void {
    this.setSourceChanged(false);
  }

  /** End the session and begin another. */
  startOver(): void {
    this.forgetSession();
    this.options.store.forgetEntries();
    if (this.greeted) {
      this.startingOver = true;
      this.send(["end"]);
    } else this.reconnect();
  }

  /** Try again at once. */
  retry = (): void => {
    if (this.status === "stalled") this.giveUp();
    else if (this.status === "lost" || (this.status === "connecting" && this.socket === null))
      this.reconnect();
  };

  private retryWhenVisible = (): void => {
    if (document.visibilityState === "visible") this.retry();
  };

  /** Leave a connection on which nobody answers for a new one, which sends again what was lost. */
  private giveUp(): void {
    this.setStatus("lost");
    this.reconnect();
  }

  // The socket ---------------------------------------------------------------------------------------------------

  private reconnect(): void {
    clearTimeout(this.timer);
    this.drop()?.close();
    this.connect();
  }

  private connect(): void {
    const socket = (this.options.connect ?? ((url: string) => new WebSocket(url)))(this.options.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      const [path, query] = this.options.address();
      const session = this.storage.getItem(TOKEN);
      const info = this.options.info();
      const kept = this.everGreeted && session !== null ? this.offers() : null;
      this.offered = kept === null ? null : new Map(kept.map(([by, value]) => [by, value]));
      this.write([
        "open",
        PROTOCOL_VERSION,
        session,
        path,
        query,
        info,
        this.everGreeted && session !== null,
        this.tab,
        kept ?? [],
        this.options.memory?.() ?? {},
      ]);
    };
    socket.onmessage = (event: MessageEvent<ArrayBuffer>) => this.receive(event.data);
    socket.onclose = () => {
      this.drop();
      if (this.startingOver) {
        this.startingOver = false;
        this.connect();
      } else if (this.status !== "ended" && this.status !== "outdated") {
        this.setStatus(this.everGreeted ? "lost" : "connecting");
        this.timer = setTimeout(() => this.connect(), delay(this.attempt++));
      }
    };
  }

  /** Let go of the socket, so that nothing it still says is heard. */
  private drop(): WebSocket | null {
    const socket = this.socket;
    if (socket === null) return null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    this.heartbeat.stop();
    this.socket = null;
    if (this.greeted) this.options.store.newEpoch();
    this.greeted = false;
    return socket;
  }

  private receive(data: ArrayBuffer): void {
    const message = decode(new Uint8Array(data)) as ServerMessage;
    this.heartbeat.heard();
    if (this.status === "stalled") this.setStatus("open");
    switch (message[0]) {
      case "hello":
        return this.greet(message);
      case "batch":
        this.options.onBatch?.(message);
        this.options.store.apply(message);
        this.write(["ack", message[1]]);
        this.interact(this.options.store.enteredAgain());
        return;
      case "problem": {
        const [, code, text] = message;
        if (code === OUTDATED) this.setStatus("outdated");
        else this.options.onProblem?.({ code, message: text });
        return;
      }
      case "pong": // what has arrived need not be sent again
        this.sent = this.sent.filter(({ number }) => number > message[1]);
        return;
      case "source":
        return this.setSourceChanged(true);
      case "threads":
        // What was on its way when the list was closed.
        return this.watched === null ? undefined : this.setThreads({ message, at: performance.now() });
      case "bye":
        if (message[1] === "ended") {
          this.forgetSession();
          if (this.startingOver) {
            this.startingOver = false;
            this.reconnect();
          } else this.setStatus("ended");
        }
        return;
    }
  }

  private greet([, session, resumed, settings, received]: HelloMessage): void {
    const person = typeof settings.login === "string" ? settings.login : "";
    if (this.person !== null && this.person !== person) {
      // Neither what the page shows nor what was entered is for the person who is there now.
      this.forgetSession();
      this.drop()?.close();
      this.setStatus("lost");
      this.options.onOtherPerson?.();
      return;
    }
    this.person = person;
    this.options.onPerson?.(person);
    this.storage.setItem(TOKEN, session);
    this.attempt = 0;
    if (!resumed && this.offered !== null) this.beginAgain(this.offered);
    this.greeted = true;
    this.heartbeat.start();
    // Node ids mean nothing in another session: what was meant for the old one must not reach the new one.
    if (!resumed) {
      this.queue.clear();
      this.sent = [];
      this.rerunWanted = null; // a new session runs the app anyway; a page that was asked for is still to be shown
      if (this.offered === null) this.options.store.forgetEntries();
    }
    this.everGreeted = true;
    this.settings = settings;
    this.topics.notify(["settings"]);
    this.setStatus("open");
    this.sendWishes(); // before presses, whose run must not be superseded
    this.repeat(received);
    if (this.watched !== null) this.send(["watch_threads", true, this.watched]);
    for (const { changes, trigger } of this.queue.take()) this.transmit(changes, trigger);
  }

  /** What a new session is to know of the last one, as far as a first message may be that long. */
  private offers(): [by: string, value: unknown, called: string][] {
    let left = OFFERED;
    return this.options.store
      .offers()
      .filter((offer) => {
        const size = encode(wellFormed(offer)).length;
        if (size > left) return false;
        left -= size;
        return true;
      })
      .slice(0, OFFERS);
  }

  /** The session is gone, and with it what a person has done that it has not answered. */
  private beginAgain(offered: ReadonlyMap<string, unknown>): void {
    this.options.onSessionLost?.();
    const { store } = this.options;
    const pressed = [...this.sent, ...this.queue.take()]
      .filter(({ trigger }) => trigger)
      .map(({ changes }) => store.node(changes.at(-1)?.[0] ?? -1)?.props.label)
      .filter((label) => typeof label === "string");
    if (pressed.length > 0)
      this.options.onProblem?.({
        code: "lost",
        message: `${[...new Set(pressed)].map((label) => `“${label}”`).join(", ")} may not have been answered, because the server has restarted. Press again if you still want it.`,
      });
    store.beginAgain(offered);
  }

  private sendWishes(): void {
    if (this.alwaysWanted !== null) this.send(["always_rerun", this.alwaysWanted]);
    if (this.pageWanted !== null) this.send(["go_to", this.pageWanted.path, this.pageWanted.query]);
    if (this.rerunWanted !== null) this.send(["rerun", this.rerunWanted.query, this.rerunWanted.path]);
    this.alwaysWanted = this.rerunWanted = this.pageWanted = null;
  }

  private forgetSession(): void {
    this.storage.removeItem(TOKEN);
    this.queue.clear();
    this.sent = [];
    this.alwaysWanted = this.rerunWanted = this.pageWanted = null;
  }

  private send(message: ClientMessage): void {
    if (this.greeted) this.write(message);
  }

  private write(message: ClientMessage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(encode(wellFormed(message)));
  }

  private setStatus(status: Status): void {
    if (status === this.status) return;
    this.status = status;
    this.topics.notify(["status"]);
  }

  private setThreads(news: ThreadsNews | null): void {
    this.threads = news;
    this.topics.notify(["threads"]);
  }

  private setSourceChanged(changed: boolean): void {
    if (changed === this.sourceChanged) return;
    this.sourceChanged = changed;
    this.topics.notify(["source"]);
  }
}

/** Half an emoji, as a field leaves it that cuts what is too long, is no text that can be sent. */
function wellFormed<T>(value: T): T {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "\ufffd") as T;
  return Array.isArray(value) ? (value.map(wellFormed) as T) : value;
}
