import { type ReactNode, useRef } from "react";
import type { Subtitles } from "../../protocol.gen";
import type { ElementProps } from "../contract";
import { useBlobUrl } from "../hooks";
import styles from "./Player.module.css";
import { usePart } from "./usePart";

/** A film with the browser's controls, or one of YouTube's. */
export default function Video({ props }: ElementProps<"video">): ReactNode {
  const { url, blob, youtube, subtitles, start, end, loop, autoplay, muted, alt } = props;
  const player = useRef<HTMLVideoElement>(null);
  const made = useBlobUrl(blob);
  usePart(player, { start, end, loop });
  if (youtube !== null) {
    return (
      <iframe
        className={`stVideo ${styles.video} ${styles.frame}`}
        data-testid="stVideo"
        src={youtubeUrl(youtube, props)}
        title={alt ?? "Video"}
        allow="autoplay; encrypted-media; fullscreen; picture-in-picture"
        // YouTube plays nothing for pages that do not say who they are.
        referrerPolicy="strict-origin-when-cross-origin"
      />
    );
  }
  return (
    <video
      ref={player}
      className={`stVideo ${styles.video}`}
      data-testid="stVideo"
      controls
      playsInline
      preload="metadata"
      src={url ?? made}
      autoPlay={autoplay}
      muted={muted}
      aria-label={alt ?? undefined}
    >
      {subtitles.map((each, index) => (
        <Track key={each.label} subtitles={each} first={index === 0} />
      ))}
    </video>
  );
}

function Track({ subtitles, first }: { readonly subtitles: Subtitles; readonly first: boolean }): ReactNode {
  return <track kind="subtitles" label={subtitles.label} src={useBlobUrl(subtitles.blob)} default={first} />;
}

function youtubeUrl(
  name: string,
  part: {
    readonly start: number;
    readonly end: number | null;
    readonly loop: boolean;
    readonly autoplay: boolean;
    readonly muted: boolean;
  },
): string {
  const query = new URLSearchParams();
  if (part.start > 0) query.set("start", String(part.start));
  if (part.end !== null) query.set("end", String(part.end));
  if (part.loop) {
    query.set("loop", "1");
    query.set("playlist", name); // a film alone is repeated only as a list of one
  }
  if (part.autoplay) query.set("autoplay", "1");
  if (part.muted) query.set("mute", "1");
  const asked = query.toString();
  return `https://www.youtube.com/embed/${name}${asked === "" ? "" : `?${asked}`}`;
}
