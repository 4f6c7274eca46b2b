/** Lines of a diagnosis: a label, and a text beside it that is wrapped. */
import { clean } from "../report/clean.js";
import { COLUMNS_MIN, type Page, padEnd, wrap } from "../report/text.js";

/** Width of the labels. */
export const LABEL = 14;

/** Gives a function that appends to `lines`. */
export function labelled(lines: string[], { paint, columns }: Page) {
  const room = Math.max(COLUMNS_MIN, columns) - LABEL;
  return (label: string, text: string, style: (text: string) => string = paint.dim): void => {
    const [first = "", ...rest] = wrap(clean(text), room);
    lines.push(`${style(padEnd(label, LABEL))}${first}`);
    for (const line of rest) lines.push(`${" ".repeat(LABEL)}${line}`);
  };
}
