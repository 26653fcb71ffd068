import { ActionIcon } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import { sendFile } from "../../../connection/upload";
import type { FileRef, Upload } from "../../../protocol.gen";
import { useApp } from "../../app";
import { deviceProblem, useWhileShown } from "../../inputs/device";
import { type Recording, record } from "../../inputs/sound";
import { Icon } from "../../shared/Icon";
import styles from "./RecordButton.module.css";

interface RecordButtonProps {
  readonly upload: Upload;
  readonly rate: number | null;
  readonly disabled: boolean;
  readonly onRecorded: (sound: FileRef) => void;
}

/** A button that records until it is pressed again, and then hands over what was said. */
export default function RecordButton({ upload, rate, disabled, onRecorded }: RecordButtonProps): ReactNode {
  const { client } = useApp();
  const whileShown = useWhileShown();
  const recording = useRef<Recording | null>(null);
  const [state, setState] = useState<"idle" | "starting" | "recording" | "sending">("idle");
  const [problem, setProblem] = useState<string | null>(null);
  const press = async () => {
    setProblem(null);
    try {
      if (state === "idle") {
        setState("starting");
        recording.current = await record(rate, whileShown());
        setState("recording");
        return;
      }
      setState("sending");
      const file = await (recording.current as Recording).stop();
      recording.current = null;
      const chosen = { file, name: "recording.wav" };
      onRecorded(await sendFile(chosen, client.session ?? "", upload.token, () => {}).done);
      setState("idle");
    } catch (error) {
      setState("idle");
      setProblem(deviceProblem(error, "microphone"));
    }
  };
  return (
    <>
      <ActionIcon
        className={styles.root}
        data-testid="stChatInputMicButton"
        data-on={state === "recording" || undefined}
        variant="subtle"
        color="gray"
        disabled={disabled || state === "starting" || state === "sending"}
        aria-label={state === "recording" ? "Send the recording" : "Record"}
        onClick={() => void press()}
      >
        <Icon icon={state === "recording" ? ":material/stop_circle:" : ":material/mic:"} />
      </ActionIcon>
      {problem === null ? null : (
        <span className={styles.problem} role="alert">
          {problem}
        </span>
      )}
    </>
  );
}
