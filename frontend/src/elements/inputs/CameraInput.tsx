import styles from "./CameraInput.module.css";
import "@mantine/core/styles/Button.layer.css";
import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ElementProps } from "../contract";
import { Icon } from "../shared/Icon";
import { useCapture } from "./capture";
import { closeDevice, deviceProblem, openDevice, useWhileShown } from "./device";
import { Field } from "./parts/Field";

const HEIGHTS = { "480p": 480, "720p": 720, "1080p": 1080 } as const;

/** A camera, and a button to take a photo. The camera is asked for when the person wants it, and not before. */
export default function CameraInput({ id, props }: ElementProps<"camera_input">): ReactNode {
  const { disabled, resolution } = props;
  const { has, sending, problem, setProblem, keep, clear } = useCapture(id, props);
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [facing, setFacing] = useState<"user" | "environment">("user");
  const [taken, setTaken] = useState<string | null>(null);
  const whileShown = useWhileShown();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
    return () => {
      if (stream !== null) closeDevice(stream);
    };
  }, [stream]);
  useEffect(
    () => () => {
      if (taken !== null) URL.revokeObjectURL(taken);
    },
    [taken],
  );

  const open = async (towards: typeof facing) => {
    setProblem(null);
    setFacing(towards);
    const size = resolution === null ? {} : { height: { ideal: HEIGHTS[resolution] } };
    try {
      setStream(await openDevice({ video: { facingMode: towards, ...size } }, whileShown()));
    } catch (error) {
      setProblem(deviceProblem(error, "camera"));
    }
  };
  const take = () => {
    const shown = video.current;
    if (shown === null || shown.videoWidth === 0) return;
    const canvas = document.createElement("canvas");
    canvas.width = shown.videoWidth;
    canvas.height = shown.videoHeight;
    canvas.getContext("2d")?.drawImage(shown, 0, 0);
    canvas.toBlob(
      (photo) => {
        if (photo === null) return;
        setTaken(URL.createObjectURL(photo));
        setStream(null);
        void keep(photo, "photo.jpg");
      },
      "image/jpeg",
      0.92,
    );
  };
  const again = () => {
    setTaken(null);
    clear();
    void open(facing);
  };
  const finished = has || sending;
  return (
    <Field props={props} problem={problem}>
      {({ id: button, describedBy }) => (
        <div
          className={styles.root}
          data-testid="stCameraInputWebcamComponent"
          data-disabled={disabled || undefined}
        >
          <div className={styles.picture} data-testid="stCameraInputWebcamStyledBox">
            {stream !== null && !disabled ? (
              // biome-ignore lint/a11y/useMediaCaption: it is the person who looks.
              <video
                ref={video}
                className={styles.video}
                data-mirror={facing === "user"}
                autoPlay
                playsInline
              />
            ) : finished && taken !== null ? (
              <img className={styles.video} src={taken} alt="What the camera has taken" />
            ) : (
              <Icon
                icon={has ? ":material/check_circle:" : ":material/photo_camera:"}
                className={styles.icon}
              />
            )}
          </div>
          <div className={styles.buttons}>
            <Button
              id={button}
              data-testid="stCameraInputButton"
              variant="default"
              disabled={disabled || sending}
              aria-describedby={describedBy}
              leftSection={<Icon icon={sending ? "spinner" : ":material/photo_camera:"} />}
              onClick={() => (finished ? again() : stream === null ? void open(facing) : take())}
            >
              {finished ? "Take another photo" : stream === null ? "Use the camera" : "Take a photo"}
            </Button>
            {stream !== null && !disabled ? (
              <Button
                variant="subtle"
                color="gray"
                aria-label="Switch the camera"
                onClick={() => void open(facing === "user" ? "environment" : "user")}
              >
                <Icon icon=":material/cameraswitch:" />
              </Button>
            ) : null}
            {has ? (
              <Button
                variant="subtle"
                color="gray"
                disabled={disabled}
                onClick={() => {
                  setTaken(null);
                  clear();
                }}
              >
                Remove
              </Button>
            ) : null}
          </div>
        </div>
      )}
    </Field>
  );
}
