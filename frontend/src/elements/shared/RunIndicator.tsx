import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useApp } from "../app";
import { useDelayed, useRun } from "../hooks";
import styles from "./RunIndicator.module.css";

/** Runs shorter than this are not worth a mention, in ms. */
const PATIENCE = 150;
/** From here on it says for how long, in ms. */
const LONG = 2000;

/** Four threads of a loom, lifted by turns. */
export function Loom(): ReactNode {
  return (
    <span className={styles.loom} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </span>
  );
}

/** Says that the app is running, for how long, and stops it. */
export function RunIndicator(): ReactNode {
  const { client } = useApp();
  const run = useRun();
  const running = run?.[2] ?? false;
  const stopping = run?.[5] ?? false;
  const queued = run?.[6] ?? 0;
  const blocked = run?.[7] ?? 0;
  const shown = useDelayed(running || stopping, PATIENCE);
  // When the run began, by this browser's clock.
  const start = useMemo(() => performance.now() - (run?.[3] ?? 0), [run]);
  return (
    <div role="status" aria-live="polite">
      {shown && run !== null ? (
        <div className={`${styles.root} stStatusWidget`} data-testid="stStatusWidget">
          <Loom />
          <span>{words(running, queued, blocked)}</span>
          <Elapsed start={start} />
          {running ? <Stop onClick={() => client.stop()} /> : null}
        </div>
      ) : null}
    </div>
  );
}

function words(running: boolean, queued: number, blocked: number): string {
  if (blocked > 1) return `Waiting until one of ${blocked} blocked threads returns`;
  if (blocked > 0) return "Waiting until a blocked thread returns";
  if (queued > 0) return `Waiting, number ${queued} in line`;
  return running ? "Running" : "Stopping";
}

/** Ends the run. It goes with it, and then gives the focus to what it was beside: the dialog, or the page. */
function Stop({ onClick }: { readonly onClick: () => void }): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const it = button.current;
    const dialog = it?.closest("[role=dialog]")?.querySelector<HTMLElement>("[data-autofocus]");
    return () => {
      if (document.activeElement !== it) return;
      (dialog ?? document.getElementById("main"))?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <button ref={button} type="button" className={styles.stop} onClick={onClick}>
      <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
        <path d="M6 6h12v12H6z" />
      </svg>
      Stop
    </button>
  );
}

/** How long it has been since a moment, in seconds. */
function Elapsed({ start }: { readonly start: number }): ReactNode {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const elapsed = now - start;
  if (elapsed < LONG) return null;
  const seconds = Math.floor(elapsed / 1000);
  // A screen reader would read every second.
  return (
    <span aria-hidden="true">
      {seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`}
    </span>
  );
}
