import type { ReactNode } from "react";
import { ErrorBoundary } from "../elements/ErrorBoundary";
import { lazy, useFetched } from "../elements/shared/lazy";

/** What the app's developer can open beside the page; each is fetched when it is first opened. */
const TOOLS = {
  threads: lazy(() => import("./threads/ThreadsPanel")),
  theme: lazy(() => import("./themeEditor/ThemeEditor")),
};

export type ToolName = keyof typeof TOOLS;

interface ToolProps {
  readonly name: ToolName;
  readonly onClose: () => void;
}

export function Tool(props: ToolProps): ReactNode {
  return (
    <ErrorBoundary key={props.name} kind="tool" attempt={null}>
      <Fetched {...props} />
    </ErrorBoundary>
  );
}

function Fetched({ name, onClose }: ToolProps): ReactNode {
  const Panel = useFetched<{ default: (props: { onClose: () => void }) => ReactNode }>(
    TOOLS[name].load(),
  )?.default;
  return Panel === undefined ? null : <Panel onClose={onClose} />;
}
