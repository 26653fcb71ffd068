import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { Markdown } from "../shared/Markdown";
import { Spin } from "../shared/Spin";
import { formatElapsed, useElapsed } from "./elapsed";
import styles from "./Spinner.module.css";

export default function Spinner({ props }: ElementProps<"spinner">): ReactNode {
  const { text, show_time: timed } = props;
  const elapsed = useElapsed(timed);
  return (
    <div className={styles.root} role="status">
      <Spin />
      <Markdown inline>{text}</Markdown>
      {timed ? (
        <span className={styles.time} aria-hidden="true">
          {formatElapsed(elapsed)}
        </span>
      ) : null}
    </div>
  );
}
