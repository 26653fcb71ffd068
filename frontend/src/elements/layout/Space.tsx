import type { CSSProperties, ReactNode } from "react";
import type { ElementProps } from "../contract";
import { spaceLength } from "./gap";
import styles from "./Space.module.css";

export default function Space({ props }: ElementProps<"space">): ReactNode {
  const length = spaceLength(props.size);
  return (
    <div
      className={styles.root}
      data-stretch={length === undefined || undefined}
      style={{ "--tr-space": length ?? "auto" } as CSSProperties}
    />
  );
}
