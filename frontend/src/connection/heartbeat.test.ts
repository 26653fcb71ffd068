import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Heartbeat, HOPELESS, PATIENCE, QUIET } from "./heartbeat";

let said: string[];
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  heartbeat = new Heartbeat({
    ping: () => said.push("ping"),
    stalled: () => said.push("stalled"),
    dead: () => {
      said.push("dead");
      heartbeat.stop();
    },
  });
  heartbeat.start();
});

afterEach(() => {
  heartbeat.stop();
  vi.useRealTimers();
});

test("a server that is silent is asked, and one that does not answer is given up", () => {
  vi.advanceTimersByTime(QUIET - 1_000);
  expect(said).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(said).toEqual(["ping"]);
  vi.advanceTimersByTime(PATIENCE);
  expect(said).toEqual(["ping", "stalled"]);
  vi.advanceTimersByTime(HOPELESS);
  expect(said).toEqual(["ping", "stalled", "dead"]);
  vi.advanceTimersByTime(10 * HOPELESS);
  expect(said.length).toBe(3);
});

test("an answer ends the stall, and the next one is told again", () => {
  heartbeat.ask();
  heartbeat.ask();
  vi.advanceTimersByTime(PATIENCE + 1_000);
  heartbeat.heard();
  heartbeat.ask();
  vi.advanceTimersByTime(PATIENCE + 1_000);
  expect(said).toEqual(["ping", "stalled", "ping", "stalled"]);
});

test("a server that is heard is not asked", () => {
  for (let n = 0; n < 10; n++) {
    vi.advanceTimersByTime(QUIET - 2_000);
    heartbeat.heard();
  }
  expect(said).toEqual([]);
});
