import { ActionIcon, CloseButton } from "@mantine/core";
import type { ReactNode } from "react";
import { size } from "../../../connection/upload";
import type { FileRef } from "../../../protocol.gen";
import { Icon } from "../../shared/Icon";
import type { Item, Uploads } from "../uploads";
import styles from "./FileList.module.css";

interface FileListProps {
  readonly files: readonly FileRef[];
  readonly uploads: Uploads;
  readonly disabled: boolean;
  readonly onRemove: (file: FileRef) => void;
}

/** The files that a widget has, and those that are on their way. */
export function FileList({ files, uploads, disabled, onRemove }: FileListProps): ReactNode {
  if (files.length + uploads.items.length === 0) return null;
  return (
    <ul className={styles.root} data-testid="stFileChips">
      {files.map((file) => (
        <li key={file.id} className={`${styles.file} stFileChip`} data-testid="stFileChip">
          <Icon icon=":material/draft:" className={styles.icon} />
          <span className={`${styles.name} stFileChipName`} data-testid="stFileChipName" title={file.name}>
            {file.name}
          </span>
          <span className={styles.size}>{size(file.size)}</span>
          <CloseButton
            size="sm"
            disabled={disabled}
            data-testid="stFileChipDeleteBtn"
            aria-label={`Remove ${file.name}`}
            onClick={() => onRemove(file)}
          />
        </li>
      ))}
      {uploads.items.map((item) => (
        <Unfinished key={item.key} item={item} uploads={uploads} />
      ))}
    </ul>
  );
}

function Unfinished({ item, uploads }: { readonly item: Item; readonly uploads: Uploads }): ReactNode {
  const failed = item.problem !== null;
  const percent = Math.round(item.progress * 100);
  return (
    <li className={`${styles.file} stFileChip`} data-testid="stFileChip" data-failed={failed || undefined}>
      <Icon icon={failed ? ":material/error:" : "spinner"} className={styles.icon} />
      {failed ? (
        <span className={styles.problem} role="alert">
          {item.problem}
        </span>
      ) : (
        <>
          <span className={`${styles.name} stFileChipName`} data-testid="stFileChipName" title={item.name}>
            {item.name}
          </span>
          <span className={styles.size}>{percent} %</span>
        </>
      )}
      {failed && item.again ? (
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={`Try ${item.name} again`}
          onClick={() => uploads.retry(item.key)}
        >
          <Icon icon=":material/refresh:" />
        </ActionIcon>
      ) : null}
      <CloseButton
        size="sm"
        data-testid="stFileChipDeleteBtn"
        aria-label={failed ? "Dismiss" : `Cancel ${item.name}`}
        onClick={() => uploads.cancel(item.key)}
      />
      {failed ? null : (
        <progress
          className={styles.progress}
          aria-label={`Upload of ${item.name}`}
          max={1}
          value={item.progress}
        />
      )}
    </li>
  );
}
