import type { StackFrame, ThreadInfo } from "../../protocol.gen";

/** Threads that belong together, in the order in which they are shown. */
export interface Group {
  readonly id: "here" | "elsewhere" | "app" | "treadle" | "library";
  readonly title: string;
  /** What there is to know of all of them. */
  readonly about: string;
  readonly threads: readonly ThreadInfo[];
  /** Whether it is of interest to who wrote the app; the others are closed at first. */
  readonly own: boolean;
}

const GROUPS: readonly Omit<Group, "threads">[] = [
  { id: "here", title: "This session", about: "", own: true },
  { id: "elsewhere", title: "Other sessions", about: "", own: true },
  {
    id: "app",
    title: "The app",
    about: "Started at import or by what all sessions share; they belong to no session.",
    own: true,
  },
  { id: "treadle", title: "Treadle", about: "They serve the app, and end with it.", own: false },
  { id: "library", title: "Libraries", about: "Pools and helpers that no session owns.", own: false },
];

const KINDS: readonly ThreadInfo["kind"][] = ["script", "thread", "job", "coroutine", "timer", "server"];

/** Threads by whose they are; the first group is there even when it is empty. */
export function grouped(threads: readonly ThreadInfo[], session: string): readonly Group[] {
  return GROUPS.map((group) => ({
    ...group,
    threads: threads.filter((thread) => groupOf(thread, session) === group.id).sort(inOrder),
  })).filter((group) => group.id === "here" || group.threads.length > 0);
}

function groupOf(thread: ThreadInfo, session: string): Group["id"] {
  if (thread.session !== null) return thread.session === session ? "here" : "elsewhere";
  return thread.kind === "app" ? "app" : thread.kind === "library" ? "library" : "treadle";
}

/** By session, then what is nearest to the page first, then as they began: a row keeps its place. */
function inOrder(a: ThreadInfo, b: ThreadInfo): number {
  return (
    (a.session ?? "").localeCompare(b.session ?? "") ||
    rank(a) - rank(b) ||
    (a.since ?? 0) - (b.since ?? 0) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
    (a.id < b.id ? -1 : 1)
  );
}

function rank({ kind }: ThreadInfo): number {
  const at = KINDS.indexOf(kind);
  return at < 0 ? KINDS.length : at;
}

export const STATES: readonly (readonly [state: ThreadInfo["state"], word: string])[] = [
  ["running", "Running"],
  ["waiting", "Waiting"],
  ["stopping", "Stopping"],
  ["blocked", "Blocked"],
];

export function stateWord(state: ThreadInfo["state"]): string {
  return STATES.find(([name]) => name === state)?.[1] ?? state;
}

/** How many there are of each state, those of none left out. */
export function counts(threads: readonly ThreadInfo[]): readonly (readonly [ThreadInfo["state"], number])[] {
  return STATES.map(
    ([state]) => [state, threads.filter((each) => each.state === state).length] as const,
  ).filter(([, count]) => count > 0);
}

/** What kind of thing it is, in words. */
export function kindWords({ kind, run, background, worker }: ThreadInfo): string {
  const words: string[] = [];
  if (kind === "script") words.push(`run ${run}`);
  else if (kind === "job") words.push(worker ?? "pool job");
  else if (kind === "coroutine" || kind === "timer") words.push(kind);
  else if (kind === "thread") words.push("thread");
  if (background) words.push("background");
  return words.join(" · ");
}

/** Text with `names` in it, in pieces: every other one is a name. */
export function pieces(text: string): readonly string[] {
  return text.split("`");
}

/** "app.py:12", or with the function: "app.py:12 in work". */
export function place({ file, line, function: name }: StackFrame): string {
  return name ? `${file}:${line} in ${name}` : `${file}:${line}`;
}

/** How long something has been there: tenths of a second at first, and less and less exactly. */
export function age(seconds: number): string {
  if (seconds < 10) return `${(Math.floor(Math.max(0, seconds) * 10) / 10).toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const hours = Math.floor(whole / 3600);
  if (hours < 48) return `${hours} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** Wakes those that show how long something has been there; one timer for all of them, and none while there are none. */
export class Ticker {
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly every: number) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => {
      for (const each of [...this.listeners]) each();
    }, this.every);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };
}
