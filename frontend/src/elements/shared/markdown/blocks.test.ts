import { expect, test } from "vitest";
import { blocksOf, longCode } from "./blocks";

const SIZE = 100;
const cut = (text: string, html = false) => blocksOf(text, html, SIZE);
const filler = (n: number) => `Paragraph ${n} ${"word ".repeat(15)}`.trim();

test("a short text is one piece", () => {
  expect(blocksOf(filler(1), false)).toEqual([filler(1)]);
});

test.each([
  ["paragraphs", Array.from({ length: 9 }, (_, i) => filler(i)).join("\n\n")],
  ["a paragraph of many lines", Array.from({ length: 40 }, (_, i) => filler(i)).join("\n")],
  ["a paragraph of one line", "word ".repeat(900)],
  ["one word", "w".repeat(3000)],
  ["pictures", "🧵".repeat(2000)],
  ["code", `${filler(1)}\n\n\`\`\`python\n${"x = 1\n\n".repeat(90)}\`\`\`\n\n${filler(2)}`],
])("pieces of %s have all of it, in order", (_, text) => {
  const pieces = cut(text);
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join("")).toBe(text);
});

test("a piece is not much longer than it should be", () => {
  for (const text of [
    "word ".repeat(9000),
    "w".repeat(30_000),
    "line\n".repeat(9000),
    "line\n\n".repeat(9000),
  ]) {
    expect(Math.max(...cut(text).map((piece) => piece.length))).toBeLessThanOrEqual(SIZE * 5);
  }
});

test.each([
  ["code", `\`\`\`\`md\n${"a\n\n```\n\n".repeat(80)}\`\`\`\``, false],
  ["code in waves", `~~~\n${"a\n\n".repeat(100)}~~~`, false],
  ["a formula", `$$\n${"a + b\n\n".repeat(100)}$$`, false],
  ["HTML", `<div class="a">\n<br>\n<p>\n${"text\n\n".repeat(100)}</p>\n</div>`, true],
])("%s is not cut", (_, block, html) => {
  const text = `${filler(1)}\n\n${filler(2)}\n\n${block}\n\n${filler(3)}\n\n${filler(4)}`;
  expect(cut(text, html).filter((piece) => piece.includes(block))).toHaveLength(1);
});

test("what is indented stays with what is before it", () => {
  const item = `- ${filler(1)}\n\n    ${filler(2)}\n\n    ${filler(3)}`;
  for (const piece of cut(Array(9).fill(item).join("\n\n"))) expect(piece.startsWith("- ")).toBe(true);
});

test("numbers of a list go on", () => {
  const list = Array.from({ length: 60 }, (_, i) => `${i + 1}. ${filler(i)}`).join("\n\n");
  const pieces = cut(list);
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join("")).toBe(list);
  for (const piece of pieces) expect(piece).toMatch(/^\d+\. /);
});

test("each piece of a table has the table's head", () => {
  const head = "| a | b |\n|---|:-:|\n";
  const rows = Array.from({ length: 200 }, (_, i) => `| ${i} | ${i * 2} |\n`);
  const pieces = cut(`${head}${rows.join("")}\n${filler(1)}`);
  expect(pieces.length).toBeGreaterThan(3);
  for (const piece of pieces.slice(0, -1)) expect(piece.startsWith(head)).toBe(true);
  expect(pieces.map((piece) => piece.replace(head, "")).join("")).toBe(`${rows.join("")}\n${filler(1)}`);
});

test("each piece has the definitions that it refers to", () => {
  const paragraphs = Array.from({ length: 20 }, (_, i) => `${filler(i)} [the Docs][Doc ${i % 2}]`).join(
    "\n\n",
  );
  const pieces = cut(`${paragraphs}\n\n[doc 0]: https://a.dev/0\n[DOC  1]: https://a.dev/1`);
  for (const piece of pieces.slice(0, -1)) {
    for (const [, number] of piece.matchAll(/\[Doc (\d)\]/g))
      expect(piece).toContain(`https://a.dev/${number}`);
  }
});

test("pieces of a text that grows stay the same", () => {
  const paragraphs = Array.from({ length: 40 }, (_, i) => filler(i));
  const before = cut(paragraphs.slice(0, 30).join("\n\n"));
  const after = cut(paragraphs.join("\n\n"));
  expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
});

test("a long block of code is a piece of its own", () => {
  const code = `\`\`\`python title\n${"x = 1\n\n".repeat(9000)}\`\`\`\n`;
  const pieces = blocksOf(`${filler(1)}\n\n${code}\n${filler(2)}`, false);
  expect(pieces).toEqual([`${filler(1)}\n\n`, code, `\n${filler(2)}`]);
  expect(pieces.map(longCode)).toEqual([
    null,
    { code: "x = 1\n\n".repeat(9000).slice(0, -1), language: "python" },
    null,
  ]);
});
