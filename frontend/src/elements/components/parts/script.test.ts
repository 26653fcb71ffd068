import { expect, test, vi } from "vitest";
import { Runner, type Script, type ScriptArguments } from "./script";

const given = {} as ScriptArguments;
const runs = (script: Script) => async () => script;

test("what a script has returned last is called at the end, once", async () => {
  const [first, second] = [vi.fn(), vi.fn()];
  const runner = new Runner();
  await runner.run(
    "a",
    given,
    runs(() => first),
  );
  await runner.run(
    "a",
    given,
    runs(async () => second),
  );
  await runner.run(
    "a",
    given,
    runs(() => undefined),
  );
  runner.end();
  runner.end();
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
});

test("a script that fails is reported, and after the end nobody hears of it", async () => {
  const runner = new Runner();
  const fails = runs(() => {
    throw new Error("oh");
  });
  await expect(runner.run("a", given, fails)).rejects.toThrow("oh");
  runner.end();
  await runner.run("a", given, fails);
});

test("a script that is loaded after the end does not run, and one that ends late is cleaned up at once", async () => {
  const runner = new Runner();
  const script = vi.fn();
  const cleanup = vi.fn();
  let finish: (cleanup: () => void) => void = () => {};
  const slow = runner.run(
    "a",
    given,
    runs(() => new Promise((done) => (finish = done))),
  );
  await Promise.resolve();
  await Promise.resolve();
  runner.end();
  await runner.run("a", given, runs(script));
  finish(cleanup);
  await slow;
  expect([script.mock.calls.length, cleanup.mock.calls.length]).toEqual([0, 1]);
});
