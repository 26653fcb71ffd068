import {
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useApp } from "../../elements/app";
import { Loom } from "../../elements/shared/RunIndicator";
import type { StackFrame, ThreadInfo } from "../../protocol.gen";
import { Dock } from "../dock/Dock";
import { useClient } from "../hooks";
import { ShellIcon } from "../Icons";
import styles from "./ThreadsPanel.module.css";
import { age, counts, type Group, grouped, kindWords, pieces, place, stateWord, Ticker } from "./threads";

/** What executes in the server, beside the page, which goes on being used meanwhile. For the app's developer. */
export default function ThreadsPanel({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { client } = useApp();
  const news = useClient("threads", (it) => it.threads);
  const lost = useClient("status", (it) => it.status !== "open");
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());

  useWatch(open);

  const toggle = useCallback((id: string) => {
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const stop = useCallback((number: number) => client.stopThread(number), [client]);

  const groups = useMemo(() => (news === null ? [] : grouped(news.message[3], news.message[1])), [news]);
  // By this browser's clock, in seconds: when the server's clock showed nothing.
  const zero = news === null ? 0 : news.at / 1000 - news.message[2];
  const hidden = news?.message[4] ?? 0;
  return (
    <Dock title="Threads" beside={<Counts groups={groups} />} onClose={onClose}>
      <div className={styles.scroll} data-lost={lost || undefined}>
        {lost && news !== null ? (
          <p className={styles.notice}>The connection is lost. The list shows the threads before that.</p>
        ) : null}
        {news === null ? (
          <div className={styles.wait} role="status" aria-label="Loading">
            <Loom />
          </div>
        ) : (
          groups.map((group) => (
            <Section key={group.id} group={group} zero={zero} open={open} onToggle={toggle} onStop={stop} />
          ))
        )}
        {hidden > 0 ? (
          <p className={styles.notice}>{`${hidden.toLocaleString("en")} more are not shown.`}</p>
        ) : null}
      </div>
    </Dock>
  );
}

/** Has the server tell what executes while this is shown and somebody may look. */
function useWatch(stacks: ReadonlySet<string>): void {
  const { client } = useApp();
  const visible = useSyncExternalStore(onVisibility, () => document.visibilityState !== "hidden");
  useEffect(() => {
    client.watchThreads(visible ? [...stacks].slice(0, 100) : null);
  }, [client, stacks, visible]);
  useEffect(() => () => client.watchThreads(null), [client]);
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

function Counts({ groups }: { readonly groups: readonly Group[] }): ReactNode {
  const threads = groups.filter((group) => group.own).flatMap((group) => group.threads);
  return (
    <ul className={styles.counts} aria-label="How many threads of the app there are">
      {counts(threads).map(([state, count]) => (
        <li key={state} data-state={state}>
          <Dot state={state} />
          {`${count} ${state}`}
        </li>
      ))}
    </ul>
  );
}

interface SectionProps {
  readonly group: Group;
  readonly zero: number;
  readonly open: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  readonly onStop: (number: number) => void;
}

function Section({ group, zero, open, onToggle, onStop }: SectionProps): ReactNode {
  const [shown, setShown] = useState(group.own);
  const content = useId();
  const { threads, title, about, id } = group;
  return (
    <section className={styles.group}>
      <h3>
        <button type="button" aria-expanded={shown} aria-controls={content} onClick={() => setShown(!shown)}>
          <ShellIcon name="chevron" size={14} />
          {title} <span>{threads.length}</span>
        </button>
      </h3>
      <div id={content} hidden={!shown}>
        {about ? <p className={styles.about}>{about}</p> : null}
        {threads.length === 0 ? (
          <p className={styles.quiet}>
            Nothing runs. Everything that the page starts appears here while it executes.
          </p>
        ) : null}
        <ul>
          {shown
            ? threads.map((thread, index) => (
                <Row
                  key={thread.id}
                  thread={thread}
                  heads={id === "elsewhere" && thread.session !== threads[index - 1]?.session}
                  began={thread.since === null ? null : zero + thread.since}
                  open={open.has(thread.id)}
                  onToggle={onToggle}
                  onStop={onStop}
                />
              ))
            : null}
        </ul>
      </div>
    </section>
  );
}

interface RowProps {
  readonly thread: ThreadInfo;
  /** Whether it is the first of another session. */
  readonly heads: boolean;
  /** By this browser's clock, in seconds. */
  readonly began: number | null;
  readonly open: boolean;
  readonly onToggle: (id: string) => void;
  readonly onStop: (number: number) => void;
}

const Row = memo(function Row({ thread, heads, began, open, onToggle, onStop }: RowProps): ReactNode {
  const { id, name, state, where, waits_for: waitsFor, locks } = thread;
  const details = useId();
  return (
    <li className={styles.thread} data-state={state} data-open={open || undefined}>
      {heads ? <p className={styles.session}>{`Session ${thread.session}`}</p> : null}
      <div className={styles.line}>
        <button
          type="button"
          className={styles.main}
          aria-expanded={open}
          aria-controls={details}
          onClick={() => onToggle(id)}
        >
          <Dot state={state} />
          <span className={styles.title}>
            <span className={styles.name}>{name}</span>{" "}
            <span className={styles.kind}>{kindWords(thread)}</span>
          </span>{" "}
          <span className={styles.now}>
            <span className={styles.state}>{stateWord(state)}</span>{" "}
            {where ? <code>{place(where)}</code> : null}{" "}
            {waitsFor ? <Words className={styles.waits} text={`for ${waitsFor}`} /> : null}
          </span>{" "}
          {locks.length > 0 ? <Words className={styles.locks} text={`holds ${locks.join(" and ")}`} /> : null}
        </button>
        {began === null ? null : <Age began={began} />}
        <Stop thread={thread} onStop={onStop} />
      </div>
      <div id={details} hidden={!open}>
        {open ? <Details thread={thread} /> : null}
      </div>
    </li>
  );
});

function Words({
  className,
  text,
}: {
  readonly className: string | undefined;
  readonly text: string;
}): ReactNode {
  return (
    <span className={className}>
      {pieces(text).map((piece, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is where it stands.
        index % 2 === 1 ? <code key={index}>{piece}</code> : piece,
      )}
    </span>
  );
}

function Dot({ state }: { readonly state: ThreadInfo["state"] }): ReactNode {
  return <i className={styles.dot} data-state={state} aria-hidden="true" />;
}

const ticker = new Ticker(100);

function Age({ began }: { readonly began: number }): ReactNode {
  const text = useSyncExternalStore(ticker.subscribe, () => age(performance.now() / 1000 - began));
  return <span className={styles.age}>{text}</span>;
}

function Stop({
  thread,
  onStop,
}: {
  readonly thread: ThreadInfo;
  readonly onStop: (n: number) => void;
}): ReactNode {
  // Until the server has seen it, which takes a moment.
  const [asked, setAsked] = useState<number | null>(null);
  const { stop, session, why, name } = thread;
  if (session === null) return null; // its group says why
  const why_ = asked !== null && asked === stop ? "It was told to stop." : why;
  return (
    <button
      type="button"
      className={styles.stop}
      aria-label={`Stop ${name}`}
      // Not `disabled`, which could say to nobody why.
      aria-disabled={why_ !== null || stop === null}
      title={why_ ?? undefined}
      onClick={() => {
        if (stop === null || why_ !== null) return;
        setAsked(stop);
        onStop(stop);
      }}
    >
      Stop
    </button>
  );
}

function Details({ thread }: { readonly thread: ThreadInfo }): ReactNode {
  const { where, inside, spawn, stack, why, session } = thread;
  return (
    <div className={styles.details}>
      <dl>
        {inside ? (
          <>
            <dt>Inside</dt>
            <dd>
              <code>{inside}</code>
            </dd>
          </>
        ) : null}
        {spawn ? (
          <>
            <dt>Started at</dt>
            <dd>
              <code>{place(spawn)}</code>
              {spawn.code ? <code className={styles.code}>{spawn.code}</code> : null}
            </dd>
          </>
        ) : null}
        {why && session !== null ? (
          <>
            <dt>Stop</dt>
            <dd>{why}</dd>
          </>
        ) : null}
      </dl>
      {stack ? <Stack frames={stack} /> : where ? <Stack frames={[where]} /> : null}
    </div>
  );
}

/** As a traceback: what was called last stands last. */
function Stack({ frames }: { readonly frames: readonly StackFrame[] }): ReactNode {
  const list = useRef<HTMLOListElement>(null);
  const length = frames.length;
  // What executes now is at the end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the stack has another depth.
  useLayoutEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [length]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
    <ol ref={list} className={styles.stack} aria-label="Stack" tabIndex={0}>
      {frames.map((frame, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a frame is where it stands.
        <li key={index} data-app={frame.app || undefined}>
          <span>{place(frame)}</span>
          {frame.code ? <code>{frame.code}</code> : null}
        </li>
      ))}
    </ol>
  );
}
