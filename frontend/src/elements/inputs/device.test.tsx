import { renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { openDevice, useWhileShown } from "./device";

/** Answer the page's question for a device. */
function devices(getUserMedia: () => Promise<MediaStream>): void {
  vi.stubGlobal("navigator", { ...navigator, mediaDevices: { getUserMedia } });
}

function stream(): { stop: () => void; stream: MediaStream } {
  const stop = vi.fn();
  return { stop, stream: { getTracks: () => [{ stop }] } as unknown as MediaStream };
}

test("a device that is wanted stays on", async () => {
  const given = stream();
  devices(async () => given.stream);
  expect(await openDevice({ audio: true }, new AbortController().signal)).toBe(given.stream);
  expect(given.stop).not.toHaveBeenCalled();
});

test("a device that comes after its element has gone is switched off", async () => {
  const given = stream();
  let answer: (stream: MediaStream) => void = () => {};
  devices(() => new Promise((resolve) => (answer = resolve)));
  const { result, unmount } = renderHook(useWhileShown);
  const asked = openDevice({ audio: true }, result.current());
  unmount();
  answer(given.stream);
  await expect(asked).rejects.toThrow("abort");
  expect(given.stop).toHaveBeenCalledOnce();
});
