/** Cameras and microphones, which belong to an element for as long as the page shows it. */

import { useEffect, useRef } from "react";

/** Ask the person for a device. If nobody wants it any more when the answer comes, it is switched off at once. */
export async function openDevice(wanted: MediaStreamConstraints, signal: AbortSignal): Promise<MediaStream> {
  const stream = await navigator.mediaDevices.getUserMedia(wanted);
  if (signal.aborted) closeDevice(stream);
  signal.throwIfAborted();
  return stream;
}

/** Switch a device off. */
export function closeDevice(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Return a function that gives a signal, which is aborted when the page no longer shows the element. */
export function useWhileShown(): () => AbortSignal {
  const controller = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      controller.current?.abort();
      controller.current = null;
    },
    [],
  );
  return () => {
    controller.current ??= new AbortController();
    return controller.current.signal;
  };
}

/** Why a device cannot be used, for the person who wants to. */
export function deviceProblem(error: unknown, device: "microphone" | "camera"): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError")
    return `This page may not use the ${device}. Allow it in the settings of the browser.`;
  if (name === "NotFoundError") return `There is no ${device}.`;
  if (navigator.mediaDevices === undefined)
    return `A browser gives a ${device} only to pages that come over HTTPS, or from this machine.`;
  return `The ${device} cannot be used${error instanceof Error ? `: ${error.message}` : ""}.`;
}
