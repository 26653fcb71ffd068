import type { ReactNode } from "react";
import { useApp } from "../../app";
import { useDelayed } from "../../hooks";
import { Icon } from "../../shared/Icon";
import styles from "./StopStream.module.css";

/** How long (ms) a text must grow before there is a button to stop it: a short one would be gone before it is pressed. */
const AFTER = 800;

/** Stops what writes a text. */
export default function StopStream({ number }: { readonly number: number }): ReactNode {
  const { client } = useApp();
  const shown = useDelayed(number !== 0, AFTER);
  if (!shown) return null;
  return (
    <button type="button" className={styles.root} onClick={() => client.stopStream(number)}>
      <Icon icon=":material/stop_circle:" />
      Stop
    </button>
  );
}
