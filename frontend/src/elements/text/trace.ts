import type { TraceFrame } from "../../protocol.gen";

export interface AppFrame {
  readonly app: true;
  readonly frame: TraceFrame;
  /** How often it stands there in a row, as in a recursion. */
  readonly times: number;
}

export interface LibraryFrames {
  readonly app: false;
  readonly frames: readonly TraceFrame[];
}

export type Part = AppFrame | LibraryFrames;

/**
 * Frames as they are shown: the innermost first. Libraries' frames in a row are one part, and so are calls from one line
 * of the app in a row.
 */
export function parts(frames: readonly TraceFrame[]): Part[] {
  const found: Part[] = [];
  for (const frame of [...frames].reverse()) {
    const last = found.at(-1);
    if (isApp(frame)) {
      if (last?.app && same(last.frame, frame)) found[found.length - 1] = { ...last, times: last.times + 1 };
      else found.push({ app: true, frame, times: 1 });
    } else if (last !== undefined && !last.app) {
      found[found.length - 1] = { app: false, frames: [...last.frames, frame] };
    } else found.push({ app: false, frames: [frame] });
  }
  return found;
}

function same(one: TraceFrame, other: TraceFrame): boolean {
  return one.file === other.file && one.line === other.line && one.function === other.function;
}

/** On the wire, what is usual is left out: a frame is the app's unless it says that it is not. */
export function isApp(frame: TraceFrame): boolean {
  return frame.app !== false;
}

interface Shown {
  readonly type: string;
  readonly message: string;
  readonly frames: readonly TraceFrame[];
  readonly thread: string | null;
  readonly spawn: readonly TraceFrame[];
  readonly cause: string | null;
}

/** An exception as a text to paste elsewhere, in Python's own form. */
export function traceback({ type, message, frames, thread, spawn, cause }: Shown): string {
  const lines: string[] = [];
  const add = (frame: TraceFrame) => {
    lines.push(`  File "${frame.file}", line ${frame.line}, in ${frame.function || "<module>"}`);
    if (frame.code !== "") lines.push(`    ${frame.code.trim()}`);
  };
  if (cause !== null) lines.push(`Caused by: ${cause}`, "");
  if (thread !== null) {
    lines.push(`In thread ${thread}${spawn.length > 0 ? ", started at:" : ""}`);
    spawn.forEach(add);
  }
  if (frames.length > 0) lines.push("Traceback (most recent call last):");
  frames.forEach(add);
  lines.push(message === "" ? type : `${type}: ${message}`);
  return lines.join("\n");
}
