import { expect, test } from "vitest";
import { parts, traceback } from "./trace";

const frame = (file: string, app = true) => ({ file, line: 3, function: "load", code: " x() ", app });

test("the innermost call is first, and libraries' calls in a row are one part", () => {
  const found = parts([
    frame("app.py"),
    frame("a/lib.py", false),
    frame("b/lib.py", false),
    frame("util.py"),
  ]);
  expect(found.map((part) => (part.app ? part.frame.file : part.frames.map(({ file }) => file)))).toEqual([
    "util.py",
    ["b/lib.py", "a/lib.py"],
    "app.py",
  ]);
});

test("a recursion is one part", () => {
  const again = Array.from({ length: 900 }, () => frame("app.py"));
  expect(parts([...again, frame("util.py")])).toEqual([
    { app: true, frame: frame("util.py"), times: 1 },
    { app: true, frame: frame("app.py"), times: 900 },
  ]);
});

test("a copied traceback reads as Python writes it", () => {
  const shown = { type: "ValueError", message: "no", frames: [frame("app.py")], spawn: [], cause: null };
  expect(traceback({ ...shown, thread: null })).toBe(
    'Traceback (most recent call last):\n  File "app.py", line 3, in load\n    x()\nValueError: no',
  );
  expect(traceback({ ...shown, thread: "w-1", spawn: [frame("app.py")] })).toContain(
    "In thread w-1, started at:",
  );
});
