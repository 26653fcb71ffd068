import { type ReactNode, useId } from "react";
import type { ElementProps } from "../contract";
import { Markdown } from "../shared/Markdown";
import styles from "./Progress.module.css";

export default function Progress({ props }: ElementProps<"progress">): ReactNode {
  const { value, text } = props;
  const id = useId();
  return (
    <div>
      {text === null ? null : (
        <div className={styles.text} id={id}>
          <Markdown inline>{text}</Markdown>
        </div>
      )}
      <div
        className={styles.track}
        data-testid="stProgressBarTrack"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value}
        {...(text === null ? { "aria-label": "Progress" } : { "aria-labelledby": id })}
      >
        <div className={styles.fill} style={{ width: `${value}%` }} />
      </div>
    </div>
  );
}
