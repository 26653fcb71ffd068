// @vitest-environment jsdom

import { afterEach, expect, test, vi } from "vitest";
import { celebrate } from "./celebrate";

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

function motion(reduced: boolean) {
  vi.stubGlobal("matchMedia", () => ({ matches: reduced }));
}

/** Animations that the test ends. */
function flights() {
  const end: (() => void)[] = [];
  Element.prototype.animate = (() => ({
    finished: new Promise<void>((done) => end.push(done)),
  })) as unknown as Element["animate"];
  return () => {
    for (const done of end) done();
  };
}

test("balloons and snow are there until the last one has arrived, and no reader hears of them", async () => {
  motion(false);
  const land = flights();
  celebrate("balloons");
  celebrate("snow");
  const skies = document.querySelectorAll("[aria-hidden=true]");
  expect([...skies].map((sky) => sky.getAttribute("data-testid"))).toEqual(["stBalloons", "stSnow"]);
  land();
  await vi.waitFor(() => expect(document.body.children).toHaveLength(0));
});

test("an app that celebrates in a loop does not fill the page", () => {
  motion(false);
  flights();
  for (let i = 0; i < 9; i++) celebrate("snow");
  expect(document.body.children).toHaveLength(3);
});

test("a person who wants less motion sees nothing", () => {
  motion(true);
  celebrate("balloons");
  expect(document.body.children).toHaveLength(0);
});
