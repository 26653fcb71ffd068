const FIRST = 200;
const LONGEST = 8_000;

/** Milliseconds to wait before attempt `n` (from 0). Jitter keeps a thousand browsers from returning at once. */
export function delay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** attempt);
  return ceiling / 2 + (ceiling / 2) * random();
}
