import progressStyles from "./Progress.module.css";
import statusStyles from "./Status.module.css";
import styles from "./TaskStatus.module.css";
import "@mantine/core/styles/Button.layer.css";
import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { DEFAULTS } from "../../protocol.gen";
import type { ElementProps, Kind, Props } from "../contract";
import { useTrigger } from "../hooks";
import { Markdown } from "../shared/Markdown";
import { Spin } from "../shared/Spin";
import Exception from "../text/Exception";
import { formatElapsed } from "./elapsed";

/** Properties of an error come without those that are as usual, as all nested ones do. */
const ERROR: Kind = "exception";

type TaskProps = Props<"task_status">;
type State = TaskProps["status"];

const WORDS: Readonly<Record<State, string>> = {
  pending: "Waiting",
  running: "Running",
  stopping: "Stopping",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};
const SIGNS: Readonly<Partial<Record<State, string>>> = {
  done: "M6 10.3l2.7 2.7 5.3-5.8",
  failed: "M7 7l6 6M13 7l-6 6",
  cancelled: "M6 10h8",
  pending: "M10 5.5V10l3 2",
};

/** How a task is getting on, with what can be done about it. */
export default function TaskStatus({ id, props }: ElementProps<"task_status">): ReactNode {
  const { label, status, progress, text, position, output, error } = props;
  const act = useTrigger(id);
  const active = status === "pending" || status === "running";
  const over = status === "failed" || status === "cancelled";
  const note = text === "" && position !== null ? `Number ${position} in the queue` : text;
  return (
    <section className={styles.root} data-status={status} aria-label={`Task: ${label}`}>
      <div className={styles.head}>
        <Sign status={status} />
        <span className={styles.label}>
          <Markdown inline>{label}</Markdown>
        </span>
        <span className={styles.word} role="status">
          {WORDS[status]}
        </span>
        <Elapsed task={props} />
        {active ? (
          <Button className={styles.press} size="compact-sm" variant="default" onClick={() => act("cancel")}>
            Cancel
          </Button>
        ) : null}
        {over ? (
          <Button className={styles.press} size="compact-sm" variant="default" onClick={() => act("retry")}>
            Try again
          </Button>
        ) : null}
      </div>
      {progress === null && !active ? null : <Bar progress={progress} active={active} label={label} />}
      {note === "" ? null : <div className={styles.note}>{note}</div>}
      {error === null ? null : <Exception id={id} props={{ ...DEFAULTS[ERROR], ...error }} />}
      {output === null || output === "" ? null : <Output label={label} text={output} />}
    </section>
  );
}

/** What it has printed; the end stays in sight unless a person has scrolled up. */
function Output({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what moves the end
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [text]);
  const note = () => {
    const element = box.current;
    if (element !== null) atEnd.current = element.scrollTop + element.clientHeight > element.scrollHeight - 8;
  };
  return (
    <section
      ref={box}
      className={styles.output}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={`Output of ${label}`}
      onScroll={note}
    >
      {text}
    </section>
  );
}

function Sign({ status }: { readonly status: State }): ReactNode {
  const sign = SIGNS[status];
  if (sign === undefined) return <Spin className={statusStyles.sign} />;
  return (
    <svg className={statusStyles.sign} data-state={status} viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="10" />
      <path d={sign} />
    </svg>
  );
}

function Bar(props: {
  readonly progress: number | null;
  readonly active: boolean;
  readonly label: string;
}): ReactNode {
  const { progress, active, label } = props;
  const percent = progress === null ? undefined : Math.round(progress * 1000) / 10;
  return (
    <div
      className={progressStyles.track}
      role="progressbar"
      aria-label={`Progress of ${label}`}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === undefined ? {} : { "aria-valuenow": percent })}
      data-unknown={(percent === undefined && active) || undefined}
    >
      <div
        className={progressStyles.fill}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}

/** For how long it has run, by the server's clock of when it began. */
function Elapsed({ task }: { readonly task: TaskProps }): ReactNode {
  const { status, elapsed, started } = task;
  const counts = status === "running" || status === "stopping";
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!counts) return;
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, [counts]);
  if (started === null) return null;
  return (
    <span className={styles.time} aria-hidden="true">
      {formatElapsed(counts ? now - started * 1000 : elapsed * 1000)}
    </span>
  );
}
