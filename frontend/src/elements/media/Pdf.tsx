import type { ReactNode } from "react";
import type { ElementProps } from "../contract";
import { useBlobUrl } from "../hooks";
import styles from "./Player.module.css";

/** A PDF in the browser's own viewer, which shows nothing in a sandbox. It executes nothing of the file. */
export default function Pdf({ props }: ElementProps<"pdf">): ReactNode {
  const made = useBlobUrl(props.blob);
  const address = props.url ?? made;
  return (
    <iframe
      key={address}
      className={styles.pdf}
      data-testid="stPdf"
      src={address}
      title={props.alt ?? "PDF"}
    />
  );
}
