import type { ReactNode } from "react";
import { ErrorBoundary } from "../elements/ErrorBoundary";
import { lazy, useFetched } from "../elements/shared/lazy";

const panel = lazy(() => import("./threads/ThreadsPanel"));

interface ThreadsProps {
  readonly onClose: () => void;
}

/** The list of threads, fetched when it is first opened. */
export function Threads(props: ThreadsProps): ReactNode {
  return (
    <ErrorBoundary kind="list of threads" attempt={null}>
      <Fetched {...props} />
    </ErrorBoundary>
  );
}

function Fetched({ onClose }: ThreadsProps): ReactNode {
  const Panel = useFetched(panel.load())?.default;
  return Panel === undefined ? null : <Panel onClose={onClose} />;
}
