import { type RefObject, useEffect } from "react";

interface Part {
  readonly start: number;
  readonly end: number | null;
  readonly loop: boolean;
}

/** Plays a part of a sound or film: from `start` to `end`, and from `start` again if it is to go on. */
export function usePart(ref: RefObject<HTMLMediaElement | null>, { start, end, loop }: Part): void {
  useEffect(() => {
    const media = ref.current;
    if (media === null) return;
    const seek = () => {
      media.currentTime = start;
    };
    if (media.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
    media.addEventListener("loadedmetadata", seek);
    return () => media.removeEventListener("loadedmetadata", seek);
  }, [ref, start]);

  useEffect(() => {
    const media = ref.current;
    if (media === null) return;
    // Once playing has stopped at the end, a person may go on from there.
    let stopped = false;
    const again = () => {
      media.currentTime = start;
      media.play().catch(() => {}); // the browser does not allow it: the person plays it
    };
    const look = () => {
      if (end === null || media.currentTime < end) {
        stopped = false;
        return;
      }
      if (loop) again();
      else if (!stopped) {
        stopped = true;
        media.pause();
      }
    };
    const ended = () => loop && again();
    media.addEventListener("timeupdate", look);
    media.addEventListener("ended", ended);
    return () => {
      media.removeEventListener("timeupdate", look);
      media.removeEventListener("ended", ended);
    };
  }, [ref, start, end, loop]);
}
