import { act, render, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { Label } from "./Label";
import { Markdown } from "./Markdown";

/** Render, and wait for the parts that are fetched on demand. */
async function html(text: string, props: { html?: boolean } = {}): Promise<HTMLElement> {
  const { container } = await act(async () => render(<Markdown {...props}>{text}</Markdown>));
  await waitFor(() => expect(container.querySelector(".tr-markdown")).not.toBeNull());
  return container;
}

test("plain text needs no parser", () => {
  const { container } = render(<Markdown>Just a text, nothing more.</Markdown>);
  expect(container.querySelector("p")?.textContent).toBe("Just a text, nothing more.");
});

test("GitHub's tables, strikethrough and task lists work", async () => {
  const page = await html("| a | b |\n|---|--:|\n| 1 | ~~2~~ |\n\n- [x] done");
  expect(page.querySelectorAll("td").length).toBe(2);
  expect(page.querySelector("del")?.textContent).toBe("2");
  expect(page.querySelector<HTMLInputElement>("input[type=checkbox]")?.checked).toBe(true);
});

test.each([
  [":red[hot]", "tr-text-red stMarkdownColoredText", "hot"],
  [":grey[old]", "tr-text-gray stMarkdownColoredText", "old"],
  [":blue-background[sea]", "tr-back stMarkdownColoredBackground tr-back-blue", "sea"],
  [":green-badge[new]", "tr-badge stMarkdownBadge tr-back-green tr-text-on-green", "new"],
  [":small[fine print]", "tr-small", "fine print"],
  [":rainbow[all]", "tr-text-rainbow stMarkdownColoredText", "all"],
])("%s", async (text, className, content) => {
  const span = (await html(text)).querySelector("p > span");
  expect([span?.className, span?.textContent]).toEqual([className, content]);
});

test("a directive holds Markdown, brackets and other directives", async () => {
  const page = await html("a :red[**b** [c] :blue[d] [e](https://x.org)] f");
  const red = page.querySelector(".tr-text-red");
  expect(red?.textContent).toBe("b [c] d e");
  expect(red?.querySelector("strong, .tr-text-blue, a")).not.toBeNull();
  expect(page.textContent).toBe("a b [c] d e f");
});

test("what only looks like a directive stays text", async () => {
  expect((await html("see :red[this and [that], at 10:30, a:b:c")).textContent).toBe(
    "see :red[this and [that], at 10:30, a:b:c",
  );
  expect((await html("`:red[code]` :mauve[no]")).textContent).toBe(":red[code] :mauve[no]");
});

test("colours of one's own", async () => {
  const page = await html(
    ':color[x]{foreground="#d50000" background="rgb(1, 2, 3)"} :color[y]{foreground="url(//e)"}',
  );
  const [x, y] = page.querySelectorAll<HTMLElement>("p > span");
  expect([x?.style.color, x?.style.backgroundColor]).toEqual(["rgb(213, 0, 0)", "rgb(1, 2, 3)"]);
  expect(y?.getAttribute("style") ?? "").toBe("");
});

test("icons, emoji and arrows", async () => {
  const page = await html(":material/thumb_up: :rocket: a -> b >= c, not->here");
  expect(page.querySelector(".tr-icon-material")?.textContent).toBe("thumb_up");
  expect(page.textContent).toContain("🚀 a → b ≥ c, not->here");
});

test.each([
  "so $x^2$ it is",
  "$x$, the $n$th, ($y$) and **$z$**",
  "公式$x^2$是",
  "$5$",
  "$2x + 1$ and $3 \\times 10^8$",
  "it costs $5, so $n = 5$",
  "$$x^2$$",
  "$$\nx^2\n$$",
  "$$ \\begin{aligned} x\n\\end{aligned} $$",
  "$\\frac{1}{2}$ of $AAPL",
])("%j has a formula", async (text) => {
  expect((await html(text)).querySelector(".katex")).not.toBeNull();
});

test.each([
  "Revenue was $119.6 billion, up from $117.2 billion",
  "it costs $5 - as always",
  "from $5 to $10, $5-$10, $5/$10, ($5), ($10)",
  "**$5** and **$6**; _$5_ or _$6_",
  "US$5 and US$6, C$5 and A$6",
  "Price ($) and cost ($), price [$] and cost [$]",
  "5$/kg and 6$/kg",
  "$5 and EUR 6$",
  "$1.5M or 2M$ in all",
  "$AAPL and $MSFT, $HOME/$USER, $AAPL,$MSFT",
  "\\$x^2$ and \\$y$",
  "$ x $",
])("%j is text", async (text) => {
  const page = await html(text);
  expect(page.querySelector(".katex")).toBeNull();
  expect(page.textContent).toBe(text.replace(/\\(?=\$)|\*\*|_/g, ""));
});

test("Markdown in a text about money is Markdown", async () => {
  const page = await html("up **from $117 to** *about* $119");
  expect([page.querySelector("strong")?.textContent, page.querySelector("em")?.textContent]).toEqual([
    "from $117 to",
    "about",
  ]);
});

test("a line that begins with two dollar signs makes no formula of the rest", async () => {
  const page = await html("$$ is expensive\n\n# Title");
  expect(page.querySelector("h1")?.id).toBe("title");
});

test("a label follows the same rule", async () => {
  const { container } = await act(async () => render(<Markdown inline>{"$x$: *from* $5 to $10"}</Markdown>));
  await waitFor(() => expect(container.querySelectorAll(".katex")).toHaveLength(1));
  expect(container.textContent).toContain(": from $5 to $10");
});

test("code is coloured by its language", async () => {
  const page = await html("```python\ndef f(): pass\n```");
  await waitFor(() => expect(page.querySelector(".hljs-keyword")?.textContent).toBe("def"));
  expect(page.querySelector("pre")?.textContent).toBe("def f(): pass\n");
});

test("links open elsewhere and run nothing", async () => {
  const page = await html(
    "[a](https://x.org) [b](javascript:alert(1)) [c](other-page) [d](data:text/html,x)",
  );
  const [a, b, c, d] = page.querySelectorAll("a");
  expect([a?.target, a?.rel]).toEqual(["_blank", "noopener noreferrer"]);
  expect([b?.getAttribute("href"), d?.getAttribute("href")]).toEqual(["", ""]);
  expect([c?.getAttribute("href"), c?.target]).toEqual(["other-page", ""]);
});

test("HTML is text unless it is asked for, and then it still runs nothing", async () => {
  expect((await html("a <b>bold</b> *c*")).querySelector("b")).toBeNull();
  const page = await html(
    '<b style="color:red" onclick="x()">bold</b> <script>x()</script><iframe srcdoc="x"></iframe><a href="javascript:x()">l</a>',
    { html: true },
  );
  expect(page.querySelector("b")?.style.color).toBe("red");
  expect(page.querySelector("b")?.getAttribute("onclick")).toBeNull();
  expect(page.querySelector("script, iframe[srcdoc]")).toBeNull();
  expect(page.querySelector("a")?.getAttribute("href")).toBe("");
});

test("HTML in a text does nothing to the whole page", async () => {
  const page = await html(
    'a <b>b</b> <meta http-equiv="refresh" content="0;url=https://x.org"><base href="https://x.org/"><title>x</title>' +
      '<svg><title>y</title><META HTTP-EQUIV="refresh" content="0;url=https://x.org"></svg>',
    { html: true },
  );
  expect(page.querySelector("b")).not.toBeNull();
  expect(document.querySelector("meta[http-equiv], base[href^=https], title")).toBeNull();
});

test("headings can be linked to", async () => {
  const page = await html("## Sales & *costs* in Köln");
  expect(page.querySelector("h2")?.id).toBe("sales-costs-in-koln");
  expect(page.querySelector("h2 a")?.getAttribute("href")).toBe("/#sales-costs-in-koln");
});

test("a label keeps what stands in a line only", async () => {
  const { container } = await act(async () =>
    render(<Markdown inline>{"# Name of *it* `x`\n\n- one"}</Markdown>),
  );
  await waitFor(() => expect(container.querySelector("em")?.textContent).toBe("it"));
  expect(container.querySelector("h1, p:not(.tr-line), ul, li")).toBeNull();
});

test("a hidden label keeps its space, a collapsed one none, and both can be read aloud", () => {
  const props = { label: "Name", help: "Yours", label_visibility: "collapsed" as const };
  const { container, getByLabelText } = render(
    <>
      <Label htmlFor="field" props={props} />
      <input id="field" />
    </>,
  );
  expect(getByLabelText("Name")).toBe(container.querySelector("input"));
  expect(container.querySelector(".tr-label")?.getAttribute("data-visibility")).toBe("collapsed");
  expect(container.querySelector(".tr-help")).toBeNull();
});
