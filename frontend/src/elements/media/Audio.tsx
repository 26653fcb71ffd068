import { type ReactNode, useRef } from "react";
import type { ElementProps } from "../contract";
import { useBlobUrl } from "../hooks";
import styles from "./Player.module.css";
import { usePart } from "./usePart";

/** A sound with the browser's controls. */
export default function Audio({ props }: ElementProps<"audio">): ReactNode {
  const { url, blob, start, end, loop, autoplay, alt } = props;
  const player = useRef<HTMLAudioElement>(null);
  const made = useBlobUrl(blob);
  usePart(player, { start, end, loop });
  return (
    // biome-ignore lint/a11y/useMediaCaption: the app has no captions for a sound
    <audio
      ref={player}
      className={`stAudio ${styles.audio}`}
      data-testid="stAudio"
      controls
      preload="metadata"
      src={url ?? made}
      autoPlay={autoplay}
      aria-label={alt ?? undefined}
    />
  );
}
