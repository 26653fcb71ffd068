/**
 * When dollar signs mean a formula, and when money. All texts in Markdown follow this one rule.
 *
 * `$$…$$` is a formula. `$…$` is one if its two signs stand as in `$x^2$`: the first is followed by what a formula can
 * begin with, the second comes directly after the formula, no digit follows it, and no letter or digit stands before the
 * first. An amount and words, as in `$5 or EUR 4$`, are no formula. All else is text, as in "from $5 to $10".
 */

/** What no formula begins with: a blank, punctuation, or a bracket that closes one round the sign, as in `[$]`. */
const NO_BEGINNING = /^(?:[\s),;:?!}|/]|\](?:[\s),.;:]|$))/;
/** A blank, or a backslash that makes the sign a character of the text. */
const NO_END = /[\s\\]$/;
/** An amount, perhaps with a unit, and a word. TeX writes words with a backslash. */
const AMOUNT = /^[\d.,]+ ?(?:%|[a-z]{1,2}\b)?[\s,;:*_()–—-]+[a-z]{2}/i;
/** A sign that has a separator before it and a letter behind it begins something, as in `$HOME/$USER`. */
const SEPARATOR = /[,;:/|-]$/;

/** Whether what stands between two dollar signs is a formula, given the characters before and behind the signs. */
function isFormula(before: string, content: string, after: string): boolean {
  return (
    !/[a-z\d\\]/i.test(before) &&
    !NO_BEGINNING.test(content) &&
    !NO_END.test(content) &&
    !AMOUNT.test(content) &&
    !/\d/.test(after) &&
    !(SEPARATOR.test(content) && /[a-z]/i.test(after))
  );
}

/**
 * The length of the formula that begins at the dollar sign at `start`, with its signs; 0 if none begins there.
 *
 * A paragraph is all that a formula can stand in.
 */
export function formulaAt(text: string, start: number): number {
  const size = run(text, start);
  let from = start + size;
  let end = text.indexOf("$", from);
  while (end !== -1 && run(text, end) !== size) {
    from = end + run(text, end);
    end = text.indexOf("$", from);
  }
  if (end === -1) return 0;
  const content = text.slice(start + size, end);
  const after = text.charAt(end + size);
  if (size === 1 && !isFormula(text.charAt(start - 1), content, after)) return 0;
  return end + size - start;
}

/** How many dollar signs stand side by side. */
function run(text: string, start: number): number {
  let end = start;
  while (text[end] === "$") end += 1;
  return end - start;
}

/** Whether a text may have a formula in it. Only then what shows formulas needs to be fetched. */
export function mayHaveFormula(text: string): boolean {
  let at = text.indexOf("$");
  while (at !== -1) {
    if (run(text, at) > 1 || formulaAt(text, at) > 0) return true;
    at = text.indexOf("$", at + 1);
  }
  return false;
}
