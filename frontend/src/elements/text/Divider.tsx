import type { ReactNode } from "react";
import styles from "./Divider.module.css";

export default function Divider(): ReactNode {
  return <hr className={styles.root} />;
}
