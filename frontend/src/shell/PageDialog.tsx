import { type ReactNode, useEffect, useRef } from "react";
import { Markdown } from "../elements/shared/Markdown";
import controlsStyles from "./Controls.module.css";
import styles from "./PageDialog.module.css";

export interface DialogProps {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly version: string;
  readonly onClose: () => void;
}

/** What the menu has to tell: about the app, about Treadle. */
export function PageDialog({ title, text, version, onClose }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className={styles.root}
      aria-labelledby="tr-dialog-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id="tr-dialog-title">{title}</h2>
      {text ? (
        <Markdown>{text}</Markdown>
      ) : (
        <p>Data apps in plain Python, from as many threads as you like.</p>
      )}
      <div className={styles.foot}>
        <span>{`Treadle ${version}`}</span>
        <button type="button" className={controlsStyles.button} onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}
