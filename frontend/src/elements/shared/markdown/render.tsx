import type { Element } from "hast";
import { type ComponentProps, type ReactNode, use, useMemo } from "react";
import ReactMarkdown, { type Components, defaultUrlTransform, type Options } from "react-markdown";
import { CodeBlock } from "../code/CodeBlock";
import { Heading } from "../Heading";
import { Icon } from "../Icon";
import { lazy } from "../lazy";
import { wholeText } from "../longText";
import { line, type MarkdownProps } from "../Markdown";
import { useReachable } from "../reachable";
import { directives, mayHaveEmoji } from "./directives";
import { mayHaveFormula } from "./formulas";
import { readGfm } from "./gfm";

const math = lazy(() => import("./math"));
const html = lazy(() => import("./html"));
const emoji = lazy(() => import("./emoji"));

const BLOCKS = [
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "ul",
  "ol",
  "li",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
];
const NOT_INLINE = [...BLOCKS, "p", "blockquote", "pre", "hr", "input"];

/** Markdown as React elements. Parts that few texts need are fetched by the first text that needs them. */
export function Render({
  children: text,
  inline = false,
  heading = false,
  html: rawHtml = false,
  className = "",
}: MarkdownProps): ReactNode {
  const remark: NonNullable<Options["remarkPlugins"]> = [readGfm];
  const rehype: NonNullable<Options["rehypePlugins"]> = [];
  if (rawHtml && text.includes("<")) {
    const { rehypeRaw, rehypeInert } = use(html.load());
    rehype.push(rehypeRaw, rehypeInert);
  }
  if (mayHaveFormula(text)) {
    const { remarkFormulas, rehypeKatex } = use(math.load());
    remark.push(remarkFormulas);
    rehype.push([rehypeKatex, { throwOnError: false, errorColor: "var(--tr-red-text)", strict: false }]);
  }
  const lookup = mayHaveEmoji(text) ? use(emoji.load()).emoji : undefined;
  remark.push([directives, { emoji: lookup }]);
  const options: Options = {
    remarkPlugins: remark,
    rehypePlugins: rehype,
    urlTransform,
    components: inline ? INLINE : COMPONENTS,
    ...(inline ? { disallowedElements: NOT_INLINE, unwrapDisallowed: true } : {}),
  };
  const content = <ReactMarkdown {...options}>{text}</ReactMarkdown>;
  return inline ? (
    line(content, heading, className)
  ) : (
    <div className={`tr-markdown stMarkdownContainer ${className}`} data-testid="stMarkdownContainer">
      {content}
    </div>
  );
}

/** A block of code that is too long to be read as Markdown. */
export function LongCode({
  code,
  language,
}: {
  readonly code: string;
  readonly language: string;
}): ReactNode {
  const text = useMemo(() => wholeText(code), [code]);
  return (
    <div className="tr-markdown">
      <CodeBlock text={text} language={language} />
    </div>
  );
}

/** Addresses that a text may name: no `javascript:`; pictures may be in the text itself. */
function urlTransform(url: string, key: string): string {
  return key === "src" && /^data:image\//i.test(url) ? url : defaultUrlTransform(url);
}

type Props<T extends keyof React.JSX.IntrinsicElements> = ComponentProps<T> & { node?: Element | undefined };

function Link({ node: _, href, children, ...rest }: Props<"a">): ReactNode {
  if (href?.startsWith("#")) {
    // The page's base is not its address, so such a link by itself would lead elsewhere.
    return (
      <a {...rest} href={href} onClick={(event) => goToAnchor(event, href.slice(1))}>
        {children}
      </a>
    );
  }
  const outside = href !== undefined && /^[a-z][a-z0-9+.-]*:|^\/\//i.test(href);
  return (
    <a {...rest} href={href} {...(outside ? { target: "_blank", rel: "noopener noreferrer" } : {})}>
      {children}
    </a>
  );
}

function goToAnchor(event: React.MouseEvent, id: string): void {
  const target = document.getElementById(decodeURIComponent(id));
  event.preventDefault();
  if (target === null) return;
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, "", `${pathname}${search}#${id}`);
  target.scrollIntoView({ behavior: "smooth" });
}

function Span({ node: _, ...rest }: Props<"span">): ReactNode {
  const icon = (rest as Record<string, unknown>)["data-icon"];
  return typeof icon === "string" ? <Icon icon={icon} /> : <span {...rest} />;
}

function Pre({ node, children }: Props<"pre">): ReactNode {
  const code = node?.children.find((child) => child.type === "element" && child.tagName === "code");
  if (code?.type !== "element") return <pre>{children}</pre>;
  const names = code.properties.className;
  const language = (Array.isArray(names) ? names : [])
    .map((name) => /^language-(.+)$/.exec(String(name))?.[1])
    .find((name) => name !== undefined);
  const text = code.children.map((child) => (child.type === "text" ? child.value : "")).join("");
  return <CodeBlock text={wholeText(text.replace(/\n$/, ""))} language={language ?? null} />;
}

function Table({ node: _, ...rest }: Props<"table">): ReactNode {
  const [box, reachable] = useReachable<HTMLDivElement>("Table");
  return (
    <div ref={box} className="tr-table-scroll" {...reachable}>
      <table {...rest} />
    </div>
  );
}

function headingOf(level: 1 | 2 | 3 | 4 | 5 | 6) {
  return ({ node, children }: Props<"h1">): ReactNode => (
    <Heading level={level} text={node === undefined ? "" : textOf(node)}>
      {children}
    </Heading>
  );
}

function textOf(node: Element): string {
  return node.children
    .map((child) => (child.type === "text" ? child.value : child.type === "element" ? textOf(child) : ""))
    .join("");
}

const INLINE: Components = { a: Link, span: Span };
const COMPONENTS: Components = {
  a: Link,
  span: Span,
  pre: Pre,
  table: Table,
  h1: headingOf(1),
  h2: headingOf(2),
  h3: headingOf(3),
  h4: headingOf(4),
  h5: headingOf(5),
  h6: headingOf(6),
};
