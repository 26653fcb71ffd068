import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import type { Processor } from "unified";
import type { Parsing } from "./parsing";

/**
 * A remark plugin for GitHub's Markdown: tables, strikethrough, footnotes, lists of tasks and bare addresses.
 *
 * The package remark-gfm does the same, and brings the code that writes Markdown too. Every visitor would load it, and
 * no page uses it.
 */
export function readGfm(this: Processor): void {
  const data = this.data() as Parsing;
  data.micromarkExtensions ??= [];
  data.micromarkExtensions.push(gfm());
  data.fromMarkdownExtensions ??= [];
  data.fromMarkdownExtensions.push(gfmFromMarkdown());
}
