import { type ReactNode, useState } from "react";
import type { TraceFrame } from "../../protocol.gen";
import type { ElementProps } from "../contract";
import { CopyButton } from "../shared/CopyButton";
import copyButtonStyles from "../shared/CopyButton.module.css";
import { Markdown } from "../shared/Markdown";
import { useReachable } from "../shared/reachable";
import styles from "./Exception.module.css";
import textStyles from "./Text.module.css";
import { type Part, parts, traceback } from "./trace";

/** Frames of the app that are shown at once; a recursion has thousands. */
const FRAMES_AT_FIRST = 8;

export default function Exception({ props }: ElementProps<"exception">): ReactNode {
  const { type, message, markdown, frames, thread, spawn, cause } = props;
  const module = type.slice(0, type.lastIndexOf(".") + 1);
  return (
    <div className={`${styles.root} ${copyButtonStyles.area}`} role="alert">
      <div className={styles.head}>
        <span className={styles.type}>
          {module === "" ? null : <span className={styles.module}>{module}</span>}
          {type.slice(module.length)}
        </span>
        <CopyButton text={() => Promise.resolve(traceback(props))} />
      </div>
      {message === "" ? null : (
        <div className={styles.message} data-testid="stExceptionMessage">
          {markdown ? <Markdown>{message}</Markdown> : <div className={textStyles.root}>{message}</div>}
        </div>
      )}
      {frames.length > 0 ? <Frames key={`${type}: ${message}`} frames={frames} /> : null}
      {thread === null ? null : <Thread name={thread} spawn={spawn} />}
      {cause === null ? null : (
        <div className={styles.note}>
          <span>Caused by</span> <code>{cause}</code>
        </div>
      )}
    </div>
  );
}

function Frames({ frames }: { readonly frames: readonly TraceFrame[] }): ReactNode {
  const [all, setAll] = useState(false);
  const found = parts(frames);
  const shown = all ? found : found.slice(0, FRAMES_AT_FIRST);
  const first = found.findIndex((part) => part.app);
  return (
    <ol className={styles.frames} aria-label="Where it happened, innermost call first">
      {shown.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls have no identity but their place
        <li key={index}>
          <PartView part={part} first={index === first} />
        </li>
      ))}
      {shown.length < found.length ? (
        <li>
          <button type="button" className={styles.more} onClick={() => setAll(true)}>
            {`${found.length - shown.length} earlier calls`}
          </button>
        </li>
      ) : null}
    </ol>
  );
}

function PartView({ part, first }: { readonly part: Part; readonly first: boolean }): ReactNode {
  if (part.app) return <Frame frame={part.frame} emphasis={first} times={part.times} />;
  const { length } = part.frames;
  return (
    <details className={styles.library}>
      <summary>{`${length} ${length === 1 ? "frame" : "frames"} in libraries`}</summary>
      {part.frames.map((frame, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls have no identity but their place
        <Frame key={index} frame={frame} emphasis={false} />
      ))}
    </details>
  );
}

interface FrameProps {
  readonly frame: TraceFrame;
  readonly emphasis: boolean;
  readonly times?: number;
}

function Frame({ frame, emphasis, times = 1 }: FrameProps): ReactNode {
  const { file, line, function: name, code } = frame;
  const [box, reachable] = useReachable<HTMLPreElement>(`Line ${line} of ${file}`);
  return (
    <div className={styles.frame} data-testid="stExceptionTraceRow" data-emphasis={emphasis || undefined}>
      <div className={styles.place}>
        <span className={styles.file}>{`${file}:${line}`}</span>
        {name === "" ? null : (
          <>
            {" in "}
            <span className={styles.function}>{name}</span>
          </>
        )}
        {times > 1 ? <span className={styles.times}>{`${times} times`}</span> : null}
      </div>
      {code === "" ? null : (
        <pre ref={box} className={styles.code} {...reachable}>
          <span aria-hidden="true">{line}</span>
          <code>{code.trim()}</code>
        </pre>
      )}
    </div>
  );
}

function Thread({
  name,
  spawn,
}: {
  readonly name: string;
  readonly spawn: readonly TraceFrame[];
}): ReactNode {
  const start = spawn.at(-1);
  return (
    <div className={styles.note}>
      <span>In thread</span> <strong>{name}</strong>
      {start === undefined ? null : (
        <>
          <span>, started at</span>{" "}
          <code title={start.code || undefined}>{`${start.file}:${start.line}`}</code>
        </>
      )}
    </div>
  );
}
