import "katex/dist/katex.min.css";
import { mathFromMarkdown } from "mdast-util-math";
import { math } from "micromark-extension-math";
import type { Code, Construct, State } from "micromark-util-types";
import rehypeKatex from "rehype-katex";
import type { Processor } from "unified";
import { formulaAt } from "./formulas";
import type { Parsing } from "./parsing";

/** A remark plugin for formulas, which leaves all other dollar signs alone. */
function remarkFormulas(this: Processor): void {
  const data = this.data() as Parsing;
  const syntax = math();
  data.micromarkExtensions ??= [];
  data.micromarkExtensions.push({
    text: { [DOLLAR]: onlyIf(formula, syntax.text?.[DOLLAR] as Construct) },
    flow: { [DOLLAR]: onlyIf(fence, syntax.flow?.[DOLLAR] as Construct) },
  });
  data.fromMarkdownExtensions ??= [];
  data.fromMarkdownExtensions.push(mathFromMarkdown());
}

const DOLLAR = 36;

/** A construct that is tried only where another would succeed. */
function onlyIf(condition: Construct, construct: Construct): Construct {
  return {
    ...construct,
    tokenize(effects, ok, nok) {
      return effects.check(condition, construct.tokenize.call(this, effects, ok, nok), nok);
    },
  };
}

/** A formula within a text. */
const formula: Construct = {
  partial: true,
  tokenize(effects, ok, nok) {
    const before = character(this.previous);
    let text = before;
    let opening = 0;
    let size = 0;
    const next: State = (code) => {
      const closed = code !== DOLLAR && opening > 0 && size === opening;
      if (code === null || closed) {
        return formulaAt(text + character(code), before.length) > 0 ? ok(code) : nok(code);
      }
      if (code === DOLLAR) size += 1;
      else {
        opening ||= size;
        size = 0;
      }
      text += character(code);
      effects.consume(code);
      return next;
    };
    return enclosed(effects, next);
  },
};

/** `$$` alone in its line. A text may begin with these signs, and the rest of the page is not a formula then. */
const fence: Construct = {
  partial: true,
  tokenize(effects, ok, nok) {
    const next: State = (code) => {
      if (code === null || code < -2) return ok(code);
      if (code !== DOLLAR && !/\s/.test(character(code))) return nok(code);
      effects.consume(code);
      return next;
    };
    return enclosed(effects, next);
  },
};

function enclosed(effects: Parameters<Construct["tokenize"]>[0], next: State): State {
  return (code) => {
    effects.enter("data");
    return next(code);
  };
}

/** The character of a code. Line ends and tabs have negative ones. */
function character(code: Code): string {
  if (code === null) return "";
  return code < 0 ? (code < -2 ? "\n" : " ") : String.fromCharCode(code);
}

export { rehypeKatex, remarkFormulas };
