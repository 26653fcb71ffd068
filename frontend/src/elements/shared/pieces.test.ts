import { expect, test } from "vitest";
import { sizeText } from "./longText";
import { piecesOf } from "./pieces";

test.each([
  ["lines", "a line\n".repeat(900)],
  ["blank lines", "\n".repeat(900)],
  ["a long line", "word ".repeat(900)],
  ["a long word", "w".repeat(5000)],
  ["pictures", "🧵".repeat(3001)],
  ["short and long lines", `${"a\n".repeat(20)}${"w".repeat(700)}\n${"b\n".repeat(20)}`],
])("pieces of %s have all of it and are short", (_, text) => {
  const pieces = piecesOf(text, 100, 20);
  expect(pieces.join("")).toBe(text);
  expect(pieces.length).toBeGreaterThan(5);
  for (const piece of pieces) {
    expect(piece.length).toBeLessThanOrEqual(200);
    expect(piece.split("\n").length).toBeLessThanOrEqual(21);
    expect(piece).not.toMatch(/^[\udc00-\udfff]/);
  }
});

test("cuts are between lines where lines are short", () => {
  for (const piece of piecesOf("a line\n".repeat(900), 100, 500)) expect(piece.endsWith("\n")).toBe(true);
});

test("nothing is one empty piece", () => {
  expect(piecesOf("")).toEqual([""]);
});

test.each([
  [999, "999 bytes"],
  [1500, "1.5 kB"],
  [48_000, "48 kB"],
  [49_012_345, "49 MB"],
])("%i bytes are %s", (bytes, words) => {
  expect(sizeText(bytes)).toBe(words);
});
