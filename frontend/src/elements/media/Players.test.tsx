import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { show } from "../testing";

const play = vi.fn(async () => {});
const pause = vi.fn();

beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(play);
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockImplementation(pause);
});

afterEach(() => {
  vi.restoreAllMocks();
  play.mockClear();
  pause.mockClear();
});

const player = <T extends HTMLMediaElement>(kind: string) => document.querySelector(kind) as T;

test("a sound is fetched by the browser itself and has its description", async () => {
  await show("audio", { blob: "a".repeat(40), alt: "A tone", autoplay: true });
  const sound = player<HTMLAudioElement>("audio");
  expect(sound.getAttribute("src")).toContain(`_treadle/blob/${"a".repeat(40)}`);
  expect(sound.getAttribute("aria-label")).toBe("A tone");
  expect([sound.controls, sound.autoplay]).toEqual([true, true]);
});

test("a part is played: from its start, up to its end, once", async () => {
  await show("audio", { url: "/a.wav", start: 3, end: 5 });
  const sound = player<HTMLAudioElement>("audio");
  sound.dispatchEvent(new Event("loadedmetadata"));
  expect(sound.currentTime).toBe(3);
  sound.currentTime = 5.1;
  sound.dispatchEvent(new Event("timeupdate"));
  sound.dispatchEvent(new Event("timeupdate"));
  expect(pause).toHaveBeenCalledTimes(1);
});

test("a part that goes on begins again where it began", async () => {
  await show("video", { url: "/a.mp4", start: 2, end: 4, loop: true });
  const film = player<HTMLVideoElement>("video");
  film.currentTime = 4;
  film.dispatchEvent(new Event("timeupdate"));
  expect(film.currentTime).toBe(2);
  film.currentTime = 9;
  film.dispatchEvent(new Event("ended"));
  expect(film.currentTime).toBe(2);
  expect(play).toHaveBeenCalledTimes(2);
});

test("the first subtitles are shown", async () => {
  const blob = "b".repeat(40);
  await show("video", {
    url: "/a.mp4",
    muted: true,
    subtitles: [
      { label: "English", blob },
      { label: "Français", blob },
    ],
  });
  const tracks = [...document.querySelectorAll("track")];
  expect(tracks.map(({ label, default: first }) => [label, first])).toEqual([
    ["English", true],
    ["Français", false],
  ]);
  expect(player<HTMLVideoElement>("video").muted).toBe(true);
});

test("a film of YouTube's", async () => {
  await show("video", { youtube: "abcdefghijk", start: 5, loop: true, muted: true });
  expect(document.querySelector("iframe")?.getAttribute("src")).toBe(
    "https://www.youtube.com/embed/abcdefghijk?start=5&loop=1&playlist=abcdefghijk&mute=1",
  );
});

test("a PDF is in the browser's own viewer", async () => {
  await show("pdf", { blob: "c".repeat(40), alt: "The pattern" });
  const frame = document.querySelector("iframe");
  expect(frame?.title).toBe("The pattern");
  expect(frame?.getAttribute("src")).toContain("_treadle/blob/");
});
