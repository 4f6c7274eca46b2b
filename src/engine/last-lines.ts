const LINES = 3;

/** The end of a node's log, in one line, for a sentence that says what became of the node. */
export function lastLines(log: string): string {
  const lines = log
    .trimEnd()
    .split("\n")
    // Where in Kafka's code it happened says less than what happened.
    .filter((line) => !/^\s+(at |\.\.\. \d+ more)/.test(line))
    .slice(-LINES);
  return `last lines of its log: ${lines.join(" ⏎ ")}`;
}
