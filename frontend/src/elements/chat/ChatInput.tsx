import { ActionIcon } from "@mantine/core";
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { FileRef } from "../../protocol.gen";
import { useApp } from "../app";
import type { ElementProps } from "../contract";
import { useRun, useTrigger } from "../hooks";
import { Icon } from "../shared/Icon";
import styles from "./ChatInput.module.css";

// Few chats take files or sound, so what they need comes when one does.
const Attachments = lazy(() => import("./parts/Attachments"));
const Recorder = lazy(() => import("./parts/RecordButton"));

const NONE: readonly FileRef[] = [];

/** What attachments do for the field: it hears what is there, and may take files that are dropped or pasted. */
export interface Attached {
  readonly files: readonly FileRef[];
  readonly busy: boolean;
  readonly add: (data: DataTransfer) => void;
  readonly clear: () => void;
}

/** A field for messages: Enter sends, Shift and Enter begin a new line. */
export default function ChatInput({ id, props }: ElementProps<"chat_input">): ReactNode {
  const {
    placeholder,
    max_chars: limit,
    disabled,
    submit_mode: mode,
    files,
    sample_rate: rate,
    height,
  } = props;
  const { client, store } = useApp();
  const fire = useTrigger(id);
  const run = useRun();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useFilled(props.text, props.fill, field);
  const [attached, setAttached] = useState<Attached | null>(null);
  const [audio, setAudio] = useState<FileRef | null>(null);
  const waits = useWaits(mode === "submit" ? null : run);
  const off = disabled || waits.waiting;
  const ready =
    !off && attached?.busy !== true && (text.trim() !== "" || hasFiles(attached) || audio !== null);

  const submit = (sound: FileRef | null = audio) => {
    const sent = attached?.files ?? NONE;
    if (off || attached?.busy === true || (text.trim() === "" && sent.length === 0 && sound === null)) return;
    fire({ text, files: sent.map((file) => file.id), audio: sound?.id ?? null });
    setText("");
    setAudio(null);
    attached?.clear();
    waits.sent();
    // Who writes wants to see what comes of it.
    if (store.ancestor(id, "bottom") !== undefined)
      window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  const stops = mode === "stop" && waits.waiting;
  return (
    <div className={styles.root} data-disabled={off || undefined}>
      {files && props.upload !== null ? (
        <Suspense>
          <Attachments upload={props.upload} disabled={off} onChange={setAttached} />
        </Suspense>
      ) : null}
      <textarea
        ref={field}
        className={styles.text}
        data-testid="stChatInputTextArea"
        rows={1}
        value={text}
        placeholder={placeholder}
        aria-label={placeholder}
        disabled={off}
        maxLength={limit ?? undefined}
        style={typeof height === "number" ? { minHeight: height } : undefined}
        data-tall={height === "stretch" || undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={key}
        onPaste={({ clipboardData }) => {
          if (clipboardData.files.length > 0) attached?.add(clipboardData);
        }}
        onDrop={(event) => {
          if (attached === null || event.dataTransfer.files.length === 0) return;
          event.preventDefault();
          attached.add(event.dataTransfer);
        }}
      />
      {limit !== null && text.length > limit * 0.8 ? (
        <span className={styles.count}>
          {text.length}/{limit}
        </span>
      ) : null}
      {rate !== 0 && props.upload !== null ? (
        <Suspense>
          <Recorder
            upload={props.upload}
            rate={rate}
            disabled={off}
            onRecorded={(sound) => {
              setAudio(sound);
              submit(sound);
            }}
          />
        </Suspense>
      ) : null}
      {stops ? (
        <ActionIcon
          className={styles.send}
          variant="filled"
          data-testid="stChatInputStopButton"
          aria-label="Stop"
          onClick={() => client.stop()}
        >
          <Icon icon=":material/stop:" />
        </ActionIcon>
      ) : (
        <ActionIcon
          className={styles.send}
          variant="filled"
          data-testid="stChatInputSubmitButton"
          aria-label="Send"
          disabled={!ready}
          onClick={() => submit()}
        >
          <Icon icon=":material/arrow_upward:" />
        </ActionIcon>
      )}
    </div>
  );
}

const hasFiles = (attached: Attached | null) => (attached?.files.length ?? 0) > 0;

/** The text in the field: what a person types, or what the app has written into it. */
function useFilled(text: string, fill: number, field: React.RefObject<HTMLTextAreaElement | null>) {
  const [state, setState] = useState({ text: fill === 0 ? "" : text, fill });
  if (fill !== state.fill) setState({ text: fill === 0 ? state.text : text, fill });
  useEffect(() => {
    if (fill !== 0) field.current?.focus();
  }, [fill, field]);
  return [state.text, (next: string) => setState((now) => ({ ...now, text: next }))] as const;
}

/** Whether the answer to what was sent here is not complete yet. `run` is null where nobody wants to know. */
function useWaits(run: ReturnType<typeof useRun>) {
  const [since, setSince] = useState<number | null>(null);
  const number = run?.[1] ?? 0;
  const running = run?.[2] ?? false;
  // The run that answers has another number than the one that was known when the message was sent.
  if (since !== null && run !== null && number > since && !running) setSince(null);
  return {
    waiting: run !== null && since !== null,
    sent: () => (run === null ? undefined : setSince(number)),
  };
}
