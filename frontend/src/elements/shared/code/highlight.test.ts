import { expect, test } from "vitest";
import { highlighter } from "./highlight";
import { grammar } from "./languages";

test("a string over several lines is coloured in each", async () => {
  const code = 'x = """a\nb\n"""\n\ny';
  const lines = (await highlighter("python"))?.(code) ?? [];
  expect(lines.map((line) => line.map(({ text }) => text).join(""))).toEqual(code.split("\n"));
  expect(lines[1]).toEqual([{ text: "b", className: "hljs-string" }]);
});

test("languages are known by what people call them", () => {
  expect(["PY", "c++", "html", "toml", "sh"].map(grammar)).toEqual(["python", "cpp", "xml", "ini", "bash"]);
  expect(["constructor", "", "text"].map(grammar)).toEqual([undefined, undefined, undefined]);
});
