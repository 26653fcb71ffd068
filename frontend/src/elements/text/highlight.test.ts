import { expect, test } from "vitest";
import { highlight, plainLines } from "./highlight";
import { grammar } from "./languages";

const text = (lines: readonly (readonly { text: string }[])[]) =>
  lines.map((line) => line.map((piece) => piece.text).join("")).join("\n");

test("a string over several lines is coloured in each", async () => {
  const code = 'x = """a\nb\n"""\n\ny';
  const lines = await highlight(code, "python");
  expect(lines).toHaveLength(5);
  expect(text(lines ?? [])).toBe(code);
  expect(lines?.[1]).toEqual([{ text: "b", className: "hljs-string" }]);
});

test("a language that is here is coloured at once", async () => {
  await highlight("1", "py");
  expect(highlight("1", "python")).toEqual([[{ text: "1", className: "hljs-number" }]]);
});

test("no colours for no language, an unknown one, or very long code", () => {
  expect(highlight("x", null)).toBeNull();
  expect(highlight("x", "constructor")).toBeNull();
  expect(highlight("x".repeat(200_000), "python")).toBeNull();
  expect(plainLines("a\n\nb")).toEqual([[{ text: "a" }], [{ text: "" }], [{ text: "b" }]]);
});

test("languages are known by what people call them", () => {
  expect(["PY", "c++", "html", "toml", "sh"].map(grammar)).toEqual(["python", "cpp", "xml", "ini", "bash"]);
});
