import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { Help } from "../shared/Help";
import proseStyles from "./parts/Prose.module.css";
import styles from "./Text.module.css";

export default function Text({ props }: ElementProps<"text">): ReactNode {
  const { body, help, text_alignment, wrap } = props;
  return (
    <div
      className={proseStyles.root}
      data-align={text_alignment === "left" ? undefined : text_alignment}
      data-nowrap={!wrap || undefined}
    >
      <div className={styles.root}>{body}</div>
      {help ? <Help text={help} /> : null}
    </div>
  );
}
