import { ActionIcon } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Chosen } from "../../../connection/upload";
import type { FileRef, Upload } from "../../../protocol.gen";
import { FileChooser } from "../../inputs/parts/FileChooser";
import { FileList } from "../../inputs/parts/FileList";
import { filesIn, useUploads } from "../../inputs/uploads";
import { Icon } from "../../shared/Icon";
import type { Attached } from "../ChatInput";
import styles from "./Attachments.module.css";

interface AttachmentsProps {
  readonly upload: Upload;
  readonly disabled: boolean;
  readonly onChange: (attached: Attached | null) => void;
}

/** The files that go with a message, and the button to choose them. */
export default function Attachments({ upload, disabled, onChange }: AttachmentsProps): ReactNode {
  const [files, setFiles] = useState<readonly FileRef[]>([]);
  const uploads = useUploads(upload, (arrived) =>
    setFiles((before) => {
      if (!upload.multiple) uploads.forget(before);
      return upload.multiple ? [...before, ...arrived] : arrived.slice(-1);
    }),
  );
  const input = useRef<HTMLInputElement>(null);
  const add = (given: readonly Chosen[]) => {
    if (!disabled && given.length > 0) uploads.add(upload.multiple ? given : given.slice(0, 1));
  };
  const latest = useRef(add);
  const { busy } = uploads;
  useEffect(() => {
    latest.current = add;
  });
  useEffect(() => {
    onChange({
      files,
      busy,
      add: (data) => void filesIn(data).then((given) => latest.current(given)),
      clear: () => setFiles([]),
    });
  }, [files, busy, onChange]);
  useEffect(() => () => onChange(null), [onChange]);
  return (
    <>
      <div className={styles.list}>
        <FileList
          files={files}
          uploads={uploads}
          disabled={disabled}
          onRemove={(file) => {
            setFiles((before) => before.filter((each) => each !== file));
            uploads.forget([file]);
          }}
        />
      </div>
      <ActionIcon
        className={styles.attach}
        data-testid="stChatInputFileUploadButton"
        variant="subtle"
        color="gray"
        disabled={disabled}
        aria-label={upload.directory ? "Attach a folder" : upload.multiple ? "Attach files" : "Attach a file"}
        onClick={() => input.current?.click()}
      >
        <Icon icon=":material/attach_file:" />
      </ActionIcon>
      <FileChooser input={input} upload={upload} disabled={disabled} className={styles.input} add={add} />
    </>
  );
}
