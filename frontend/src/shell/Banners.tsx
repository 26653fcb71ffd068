import { type ReactNode, useEffect, useRef, useState } from "react";
import { useApp } from "../elements/app";
import { useDelayed } from "../elements/hooks";
import styles from "./Banners.module.css";
import controlsStyles from "./Controls.module.css";
import { useClient, useDeveloper } from "./hooks";

/** A connection that is back within this time was never missed, in ms. */
const GRACE = 400;
const FIRST_GRACE = 3000;
const REJOICE = 1800;

/** What concerns the page as a whole: the connection, the session, the app's source. */
export function Banners(): ReactNode {
  return (
    <div className={styles.root} role="status" aria-live="polite">
      <ConnectionBanner />
      <SourceBanner />
    </div>
  );
}

function ConnectionBanner(): ReactNode {
  const { client } = useApp();
  const status = useClient("status", (it) => it.status);
  const lost = useDelayed(status === "lost", GRACE);
  const unreachable = useDelayed(status === "connecting", FIRST_GRACE);
  const back = useBack(lost, status === "open");
  if (status === "ended") {
    return (
      <div className={styles.banner}>
        <span className={styles.dot} />
        <span>This session has ended.</span>
        <button
          type="button"
          className={controlsStyles.button}
          data-primary
          onClick={() => client.startOver()}
        >
          Start again
        </button>
      </div>
    );
  }
  if (status === "outdated") {
    return (
      <div className={styles.banner}>
        <span className={styles.dot} />
        <span>The app was upgraded.</span>
        <button
          type="button"
          className={controlsStyles.button}
          data-primary
          onClick={() => window.location.reload()}
        >
          Reload
        </button>
      </div>
    );
  }
  if (lost || unreachable) {
    return (
      <div className={styles.banner}>
        <span className={styles.dot} data-pulse />
        <span>{lost ? "Connection lost. Reconnecting…" : "The app does not answer yet. Trying again…"}</span>
        <button type="button" className={controlsStyles.button} onClick={() => client.retry()}>
          Try now
        </button>
      </div>
    );
  }
  if (status === "stalled") {
    return (
      <div className={styles.banner}>
        <span className={styles.dot} data-pulse />
        <span>The network does not answer. Your input is kept, and sent when the network is back.</span>
        <button type="button" className={controlsStyles.button} onClick={() => client.retry()}>
          Try now
        </button>
      </div>
    );
  }
  if (back) {
    return (
      <div className={styles.banner}>
        <span className={styles.dot} data-good />
        <span>Reconnected</span>
      </div>
    );
  }
  return null;
}

/** True for a moment after a loss that was shown is over. */
function useBack(lost: boolean, open: boolean): boolean {
  const [back, setBack] = useState(false);
  const wasLost = useRef(false);
  useEffect(() => {
    if (lost) wasLost.current = true;
    if (!open || !wasLost.current) return;
    wasLost.current = false;
    setBack(true);
    const timer = setTimeout(() => setBack(false), REJOICE);
    return () => clearTimeout(timer);
  }, [lost, open]);
  return back && open;
}

function SourceBanner(): ReactNode {
  const { client } = useApp();
  const changed = useClient("source", (it) => it.sourceChanged);
  const developer = useDeveloper();
  if (!changed || !developer) return null;
  return (
    <div className={styles.banner}>
      <span>The app’s source has changed.</span>
      <button type="button" className={controlsStyles.button} data-primary onClick={() => client.rerun()}>
        Rerun
      </button>
      <button type="button" className={controlsStyles.button} onClick={() => client.alwaysRerun(true)}>
        Always rerun
      </button>
    </div>
  );
}
