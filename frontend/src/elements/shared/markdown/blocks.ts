import { cutLine } from "../pieces";

/** Characters of a piece of Markdown that is put onto the page at once. */
const SIZE = 8_000;
/** How many times longer a piece may become so that a list stays whole, and so that a paragraph does. */
const LIST = 2;
const PARAGRAPH = 4;

/** How many pieces of Markdown are put onto the page before a person asks for more: about a million characters. */
export const BLOCKS_AT_ONCE = 128;

const FENCE = /^\s*(`{3,}|~{3,})(.*)/;
const ITEM = /^(?:[-*+]|\d{1,9}[.)])\s/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const DEFINITION = /^ {0,3}\[([^\]\n]+)\]:\s*\S/;
const TAGS = /<(\/?)([a-z][a-z0-9-]*)(?:[^<>]*?)(\/?)>/gi;
const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));

/**
 * Cut a long text in Markdown into pieces that can be shown one by one and look like the whole.
 *
 * A cut is between blocks: not in code, in a formula, in HTML, nor, if it can be helped, in a list. What a link refers to
 * may be anywhere in the text, so each piece has the definitions that it needs.
 */
export function blocksOf(text: string, html: boolean, size = SIZE): string[] {
  if (text.length <= size * LIST) return [text];
  const cutter = new Cutter(text, html, size);
  const pieces = cutter.cut();
  const definitions = cutter.definitions;
  return definitions.size === 0 ? pieces : pieces.map((piece) => withDefinitions(piece, definitions));
}

const CODE = /^(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n]*\n/;

/** The code of a piece that is one long block of code; null for any other piece. */
export function longCode(piece: string): { readonly code: string; readonly language: string } | null {
  if (piece.length < SIZE * PARAGRAPH) return null;
  const head = CODE.exec(piece);
  const foot = piece.trimEnd().lastIndexOf("\n");
  if (head === null || !piece.slice(foot + 1).startsWith(head[1] as string)) return null;
  if (
    piece
      .slice(foot + 1)
      .replace(/[`~]/g, "")
      .trim() !== ""
  )
    return null;
  return { code: piece.slice(head[0].length, Math.max(foot, head[0].length)), language: head[2] ?? "" };
}

class Cutter {
  readonly definitions = new Map<string, string>();
  private readonly pieces: string[] = [];
  private start = 0;
  /** What a piece must begin with that continues a table: the table's head. */
  private head = "";
  private fence = "";
  /** Where the block of code begins that is open; -1 if it is part of something else, such as a list. */
  private fenceStart = 0;
  private formula = false;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly html: boolean,
    private readonly size: number,
  ) {}

  cut(): string[] {
    const { text } = this;
    let blank = true;
    let before = "";
    let table = "";
    for (let at = 0; at < text.length; ) {
      const found = text.indexOf("\n", at);
      const end = found === -1 ? text.length : found + 1;
      const line = text.slice(at, end);
      const outside = this.fence === "" && !this.formula && this.depth === 0;
      if (outside) {
        if (TABLE_RULE.test(line) && line.includes("-") && before.includes("|")) table = before + line;
        else if (line.trim() === "") table = "";
        this.cutBefore(at, line, blank, table);
        const definition = DEFINITION.exec(line);
        if (definition) this.definitions.set(label(definition[1] as string), line.trimEnd());
        for (let long = this.longLine(at, end); long !== 0; long = this.longLine(at, end)) {
          this.take(long, "");
          at = long;
        }
      }
      const inCode = this.fence !== "";
      this.follow(line, at);
      if (inCode && this.fence === "") this.takeCode(end);
      blank = line.trim() === "";
      before = line;
      at = end;
    }
    this.take(text.length, "");
    return this.pieces;
  }

  private cutBefore(at: number, line: string, blank: boolean, table: string): void {
    const length = at - this.start;
    if (length < this.size || line.trim() === "") return;
    if (blank && !/^\s/.test(line) && (!ITEM.test(line) || length >= this.size * LIST)) this.take(at, "");
    // A block that is longer than all that is not cut off.
    else if (length >= this.size * (table === "" ? PARAGRAPH : 1) && !this.html) this.take(at, table);
  }

  /** Where to cut a paragraph of one line that is far too long; 0 for nowhere. */
  private longLine(at: number, end: number): number {
    if (this.html || end - at <= this.size * PARAGRAPH) return 0;
    const cut = cutLine(this.text, at, end, this.size);
    return cut < end ? cut : 0;
  }

  /** Make a long block of code a piece of its own. */
  private takeCode(end: number): void {
    if (this.fenceStart < this.start || end - this.fenceStart < this.size * PARAGRAPH) return;
    this.take(this.fenceStart, "");
    this.take(end, "");
  }

  private take(end: number, head: string): void {
    if (end > this.start) this.pieces.push(this.head + this.text.slice(this.start, end));
    this.start = end;
    this.head = head;
  }

  /** Note what a line opens or closes. */
  private follow(line: string, at: number): void {
    const fence = FENCE.exec(line);
    if (this.fence !== "") {
      const [mark, rest] = [fence?.[1] ?? "", fence?.[2] ?? ""];
      if (mark.startsWith(this.fence) && rest.trim() === "") this.fence = "";
    } else if (this.formula) {
      if (line.trimEnd().endsWith("$$")) this.formula = false;
    } else if (fence) {
      if (fence[1]?.startsWith("`") && fence[2]?.includes("`")) return;
      this.fence = fence[1] as string;
      this.fenceStart = /^\s/.test(line) ? -1 : at;
    } else if (/^\s*\$\$/.test(line) && !/^\s*\$\$.*\$\$\s*$/.test(line)) {
      this.formula = true;
    } else if (this.html && line.includes("<")) {
      for (const [, closing, name, alone] of line.matchAll(TAGS)) {
        if (alone === "/" || VOID.has((name as string).toLowerCase())) continue;
        this.depth = Math.max(0, this.depth + (closing === "/" ? -1 : 1));
      }
    }
  }
}

function label(text: string): string {
  return text.trim().replace(/\s+/g, " ").toLowerCase();
}

function withDefinitions(piece: string, definitions: ReadonlyMap<string, string>): string {
  const needed = new Set<string>();
  for (const [, name] of piece.matchAll(/\[([^[\]]+)\]/g)) {
    const definition = definitions.get(label(name as string));
    if (definition !== undefined && !piece.includes(definition)) needed.add(definition);
  }
  return needed.size === 0 ? piece : `${piece}\n\n${[...needed].join("\n")}`;
}
