import { type ReactNode, useEffect, useState } from "react";
import { useApp } from "../elements/app";
import { useDelayed, useRun } from "./hooks";
import { ShellIcon } from "./Icons";

/** Runs shorter than this are not worth a mention, in ms. */
const PATIENCE = 150;
/** From here on it says for how long, in ms. */
const LONG = 2000;

/** Four threads of a loom, lifted by turns. */
export function Loom(): ReactNode {
  return (
    <span className="tr-loom" aria-hidden="true">
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
  const shown = useDelayed(running, PATIENCE);
  return (
    <div role="status" aria-live="polite">
      {shown && run !== null ? (
        <div className="tr-running">
          <Loom />
          <span>{stopping ? "Stopping" : "Running"}</span>
          <Elapsed key={run[1]} before={run[3]} />
          <button type="button" className="tr-running-stop" onClick={() => client.stop()}>
            <ShellIcon name="stop" />
            Stop
          </button>
        </div>
      ) : null}
    </div>
  );
}

/** Seconds since the run began, `before` ms of which had passed when the server said so. */
function Elapsed({ before }: { readonly before: number }): ReactNode {
  const [start] = useState(() => performance.now() - before);
  const [elapsed, setElapsed] = useState(before);
  useEffect(() => {
    const timer = setInterval(() => setElapsed(performance.now() - start), 250);
    return () => clearInterval(timer);
  }, [start]);
  if (elapsed < LONG) return null;
  const seconds = Math.floor(elapsed / 1000);
  // A screen reader would read every second.
  return (
    <span aria-hidden="true">
      {seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`}
    </span>
  );
}
