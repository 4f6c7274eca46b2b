/** The small change of error messages: lists, nearest words, and text that is safe to print. */
import { distance } from "fastest-levenshtein";

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/**
 * The candidate that was most likely meant. Case, `_`, `-`, `.` and blanks count for nothing; beyond that about
 * one letter in three may be wrong, or the word may be an abbreviation of one candidate only (`cnt`).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const all = [...candidates];
  const wanted = plain(word);
  const best = closestTo(word, all, Math.max(1, Math.floor(wanted.length / 3)));
  if (best !== undefined || wanted.length < 2) return best;
  const longer = all.filter((candidate) => abbreviates(wanted, plain(candidate)));
  return longer.length === 1 ? longer[0] : undefined;
}

/** The candidate that differs by a slip of the keys and no more: for words that may well be right by themselves. */
export function misspelt(word: string, candidates: readonly string[]): string | undefined {
  return closestTo(word, candidates, word.length < 8 ? 1 : 2);
}

function closestTo(word: string, candidates: Iterable<string>, lettersMax: number): string | undefined {
  const wanted = plain(word);
  let best: string | undefined;
  let bestDistance = lettersMax + 1;
  for (const candidate of candidates) {
    const away = distance(wanted, plain(candidate));
    if (away < bestDistance) [best, bestDistance] = [candidate, away];
  }
  return best;
}

const plain = (text: string): string =>
  text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[-_. ]/g, "");

/** Same first letter, and the others in the same order. */
function abbreviates(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return short[0] === long[0] && at === short.length;
}

/** Control and formatting characters become a dot, so that a file cannot paint on the terminal. */
export function harmless(text: string): string {
  return text.replace(/\t/g, " ").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "·");
}

/** Shortened to `width` characters, on one line, harmless. */
export function clipped(text: string, width: number): string {
  const line = harmless(text.slice(0, width * 2).replace(/\s*[\r\n].*$/s, "…"));
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}
