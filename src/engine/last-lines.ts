const LINES = 3;
/** A node that ends by an error says after it what it closes. */
const CLOSING_LINES_MAX = 20;

/** The end of a node's log, in one line, for a sentence that says what became of the node. */
export function lastLines(log: string): string {
  const lines = log
    .trimEnd()
    .split("\n")
    // Where in Kafka's code it happened says less than what happened.
    .filter((line) => !/^\s+(at |\.\.\. \d+ more)/.test(line));
  const end = withoutClosing(lines.slice(-CLOSING_LINES_MAX));
  const distinct = end.filter((line, i) => !end.includes(line, i + 1));
  return `last lines of its log: ${distinct.slice(-LINES).join(" ⏎ ")}`;
}

/** Without what is told as INFO, if there is an error. Lines without a level belong to the line before them. */
function withoutClosing(lines: readonly string[]): readonly string[] {
  const levelOf = (line: string) => /^\[[^\]]*\] ([A-Z]+) /.exec(line)?.[1];
  if (!lines.some((line) => ["ERROR", "FATAL"].includes(levelOf(line) ?? ""))) return lines;
  let level: string | undefined;
  return lines.filter((line) => {
    level = levelOf(line) ?? level;
    return level !== "INFO";
  });
}
