import styles from "./FileUploader.module.css";
import "@mantine/core/styles/Button.layer.css";
import { Button } from "@mantine/core";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { type Chosen, size } from "../../connection/upload";
import type { FileRef, Upload } from "../../protocol.gen";
import { useApp } from "../app";
import type { ElementProps } from "../contract";
import { useWidget } from "../hooks";
import { Icon } from "../shared/Icon";
import { Field } from "./parts/Field";
import { FileChooser } from "./parts/FileChooser";
import { FileList } from "./parts/FileList";
import { filesIn, useUploads } from "./uploads";

const NONE: readonly FileRef[] = [];

/** A place for files: to drop them on, to paste them, or to choose them with a button. */
export default function FileUploader({ id, props }: ElementProps<"file_uploader">): ReactNode {
  const { upload, disabled } = props;
  const { store } = useApp();
  const { value, send } = useWidget<unknown>(id, props);
  const files = filesOf(value);
  const uploads = useUploads(upload, (arrived) => {
    const before = filesOf(store.value(id));
    if (!upload.multiple) uploads.forget(before);
    send(upload.multiple ? [...before, ...arrived] : arrived.slice(-1));
  });
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const add = (given: readonly Chosen[]) => {
    if (!disabled && given.length > 0) uploads.add(upload.multiple ? given : given.slice(0, 1));
  };
  const dropped = (data: DataTransfer | null) => {
    if (data !== null) void filesIn(data).then(add);
  };
  const drag = (event: DragEvent) => {
    if (disabled || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  const remove = (file: FileRef) => {
    send(filesOf(store.value(id)).filter((each) => each.id !== file.id));
    uploads.forget([file]);
  };
  return (
    <Field props={props}>
      {({ id: button, describedBy }) => (
        <>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: what is dropped or pasted here can be chosen by the button, too. */}
          <div
            className={styles.zone}
            data-testid="stFileUploaderDropzone"
            data-over={over || undefined}
            data-disabled={disabled || undefined}
            onDragEnter={drag}
            onDragOver={drag}
            onDragLeave={({ currentTarget, relatedTarget }) => {
              if (!currentTarget.contains(relatedTarget as globalThis.Node | null)) setOver(false);
            }}
            onDrop={(event) => {
              event.preventDefault();
              setOver(false);
              dropped(event.dataTransfer);
            }}
            onPaste={({ clipboardData }) => dropped(clipboardData)}
          >
            <Button
              id={button}
              className={styles.button}
              variant="default"
              disabled={disabled}
              aria-describedby={describedBy}
              leftSection={<Icon icon=":material/upload:" />}
              onClick={() => input.current?.click()}
            >
              {upload.directory ? "Choose a folder" : upload.multiple ? "Choose files" : "Choose a file"}
            </Button>
            <span className={styles.text} data-testid="stFileUploaderDropzoneInstructions">
              <span className={styles.drop}>or drop {upload.multiple ? "files" : "a file"} here</span>
              <span className={styles.limits}>{limits(upload)}</span>
            </span>
            <FileChooser
              input={input}
              name="stFileUploaderDropzoneInput"
              upload={upload}
              disabled={disabled}
              className={styles.input}
              add={add}
            />
          </div>
          <FileList files={files} uploads={uploads} disabled={disabled} onRemove={remove} />
        </>
      )}
    </Field>
  );
}

function limits({ max_size, types }: Upload): string {
  const names = types.map((type) => (type.startsWith(".") ? type.slice(1).toUpperCase() : type));
  return [`${size(max_size)} per file`, ...(names.length > 0 ? [names.join(", ")] : [])].join(" · ");
}

/** The files in a value; none in one that the server should not have sent. */
function filesOf(value: unknown): readonly FileRef[] {
  if (!Array.isArray(value)) return NONE;
  return value.filter((each) => typeof each?.id === "string" && typeof each.name === "string");
}
