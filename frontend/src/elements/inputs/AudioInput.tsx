import { ActionIcon, CloseButton } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ElementProps } from "../contract";
import { Icon } from "../shared/Icon";
import styles from "./AudioInput.module.css";
import { useCapture } from "./capture";
import { deviceProblem, useWhileShown } from "./device";
import { Field } from "./parts/Field";
import { type Recording, record } from "./sound";

/** The time (ms) between two updates of a recording's level. */
const TICK = 100;

/** A button that records until it is pressed again. */
export default function AudioInput({ id, props }: ElementProps<"audio_input">): ReactNode {
  const { disabled, sample_rate: rate } = props;
  const { has, sending, problem, setProblem, keep, clear } = useCapture(id, props);
  const whileShown = useWhileShown();
  const recording = useRef<Recording | null>(null);
  const [starting, setStarting] = useState(false);
  const [began, setBegan] = useState<number | null>(null);
  const [levels, setLevels] = useState<readonly number[]>([]);
  const [sound, setSound] = useState<string | null>(null);
  useEffect(
    () => () => {
      if (sound !== null) URL.revokeObjectURL(sound);
    },
    [sound],
  );
  useEffect(() => {
    if (began === null) return;
    const timer = setInterval(
      () => setLevels((before) => [...before.slice(-59), recording.current?.level() ?? 0]),
      TICK,
    );
    return () => clearInterval(timer);
  }, [began]);

  const press = async () => {
    setProblem(null);
    try {
      if (began === null) {
        setStarting(true);
        recording.current = await record(rate, whileShown());
        setStarting(false);
        setLevels([]);
        setSound(null);
        setBegan(performance.now());
        return;
      }
      const file = await (recording.current as Recording).stop();
      recording.current = null;
      setBegan(null);
      setSound(URL.createObjectURL(file));
      await keep(file, "recording.wav");
    } catch (error) {
      setStarting(false);
      setBegan(null);
      setProblem(deviceProblem(error, "microphone"));
    }
  };
  const on = began !== null;
  return (
    <Field props={props} problem={problem}>
      {({ id: button, describedBy }) => (
        <div className={styles.root} data-disabled={disabled || undefined}>
          <ActionIcon
            id={button}
            className={styles.button}
            data-testid="stAudioInputActionButton"
            data-on={on || undefined}
            variant="subtle"
            color="gray"
            disabled={disabled || sending || starting}
            aria-describedby={describedBy}
            aria-pressed={on}
            onClick={() => void press()}
          >
            <Icon icon={sending || starting ? "spinner" : on ? ":material/stop_circle:" : ":material/mic:"} />
          </ActionIcon>
          {on ? (
            <>
              <span className={styles.levels} data-testid="stAudioInputWaveSurfer" aria-hidden="true">
                {levels.map((level, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the bars are places, and levels move through them.
                  <span key={i} style={{ height: `${Math.max(6, level * 100)}%` }} />
                ))}
              </span>
              <span className={styles.time} data-testid="stAudioInputWaveformTimeCode" role="timer">
                {clock((performance.now() - began) / 1000)}
              </span>
            </>
          ) : has && sound !== null ? (
            // biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said.
            <audio className={styles.sound} src={sound} controls />
          ) : (
            <span className={styles.text}>{has ? "Recorded." : "Press to record."}</span>
          )}
          {has && !on ? (
            <CloseButton
              disabled={disabled}
              aria-label="Remove the recording"
              onClick={() => {
                setSound(null);
                clear();
              }}
            />
          ) : null}
        </div>
      )}
    </Field>
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
