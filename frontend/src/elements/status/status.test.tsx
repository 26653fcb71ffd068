import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { DEFAULTS } from "../../protocol.gen";
import type { Kind, Props } from "../contract";
import { formatElapsed } from "./elapsed";
import Progress from "./Progress";
import Spinner from "./Spinner";

function props<K extends Kind>(kind: K, given: Partial<Props<K>>): Props<K> {
  return { ...DEFAULTS[kind], ...given } as Props<K>;
}

afterEach(() => vi.useRealTimers());

test.each([
  [0, "0.0 s"],
  [3449, "3.4 s"],
  [59_990, "59.9 s"],
  [60_000, "1:00 min"],
  [125_000, "2:05 min"],
  [3_725_000, "1:02:05 h"],
  [-5, "0.0 s"],
])("%i ms reads as %s", (milliseconds, text) => {
  expect(formatElapsed(milliseconds)).toBe(text);
});

test("a progress bar says how far it is, by its text's name", () => {
  const { rerender } = render(<Progress id={1} props={props("progress", { value: 35, text: "Reading" })} />);
  const bar = screen.getByRole("progressbar", { name: "Reading" });
  expect(bar.getAttribute("aria-valuenow")).toBe("35");
  rerender(<Progress id={1} props={props("progress", { value: 100, text: null })} />);
  expect(screen.getByRole("progressbar", { name: "Progress" }).getAttribute("aria-valuenow")).toBe("100");
});

test("a spinner counts the time only when asked to", () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  const { rerender } = render(
    <Spinner id={1} props={props("spinner", { text: "Working", show_time: true })} />,
  );
  act(() => vi.advanceTimersByTime(1500));
  expect(screen.getByRole("status").textContent).toBe("Working1.5 s");
  rerender(<Spinner id={1} props={props("spinner", { text: "Working" })} />);
  expect(screen.getByRole("status").textContent).toBe("Working");
});
