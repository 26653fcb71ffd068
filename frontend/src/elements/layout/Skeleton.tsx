import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import styles from "./Skeleton.module.css";

/** A grey shape in the place of what is yet to come. */
export default function Skeleton({ props }: ElementProps<"skeleton">): ReactNode {
  return (
    <div
      className={`${styles.root} stSkeleton`}
      data-testid="stSkeleton"
      data-late={props.late || undefined}
      role="status"
      aria-busy="true"
      aria-label="Loading"
    />
  );
}
