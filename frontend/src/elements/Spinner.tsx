import "./status/status.css";
import type { ReactNode } from "react";
import type { ElementProps } from "./contract";
import { Markdown } from "./shared/Markdown";
import { formatElapsed, useElapsed } from "./status/elapsed";
import { Spin } from "./status/Spin";

export default function Spinner({ props }: ElementProps<"spinner">): ReactNode {
  const { text, show_time: timed } = props;
  const elapsed = useElapsed(timed);
  return (
    <div className="tr-spinner" role="status">
      <Spin />
      <Markdown inline>{text}</Markdown>
      {timed ? (
        <span className="tr-spinner-time" aria-hidden="true">
          {formatElapsed(elapsed)}
        </span>
      ) : null}
    </div>
  );
}
