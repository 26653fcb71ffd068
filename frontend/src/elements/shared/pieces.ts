/** Characters of a piece of text that is put onto the page at once. */
const SIZE = 16_000;
/** Lines of a piece. */
const LINES = 500;

/** How many pieces of plain text are put onto the page before a person asks for more: about a million characters. */
export const AT_ONCE = 64;

/** Cut a text between lines; a line that is very long is cut between words. The pieces joined are the text. */
export function piecesOf(text: string, size = SIZE, lines = LINES): string[] {
  if (text === "") return [""];
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = endOf(text, start, size, lines);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function endOf(text: string, start: number, size: number, lines: number): number {
  let end = start;
  for (let count = 0; count < lines; count++) {
    const found = text.indexOf("\n", end);
    const next = found === -1 ? text.length : found + 1;
    if (next - start > size) return end > start ? end : cutLine(text, start, next, size);
    if (next === text.length) return next;
    end = next;
  }
  return end;
}

/** Where to cut a line that is longer than a piece. */
export function cutLine(text: string, start: number, end: number, size: number): number {
  if (end - start <= size * 2) return end;
  const space = text.lastIndexOf(" ", start + size);
  if (space > start + size / 2) return space + 1;
  const code = text.charCodeAt(start + size - 1);
  const half = code >= 0xd800 && code < 0xdc00; // the first half of a pair
  return start + size - (half ? 1 : 0);
}
