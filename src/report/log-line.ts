import type { TruncationLine } from "../rundir/result.js";

/** A line of a broker's log as a report quotes it: when, which partition, what. Level, folder and logger's name go. */
const LINE = /^\[\d{4}-\d\d-\d\d (\d\d:\d\d:\d\d)[,.](\d{3})\] [A-Z]+ +(.*)$/;
const LOGGER = / \([\w.$]+\)$/;
/** `[UnifiedLog partition=test1-0, dir=/tmp/…] ` is the partition's; `[ReplicaFetcher replicaId=1, …] ` says nothing more. */
const SPEAKER = /^\[(?:\w+ partition=([^\s,\]]+)[^\]]*|ReplicaFetcher [^\]]*)\] /;

/** `kafka3.log 06:33:56.762 [test1-0] Truncating to offset 29995`; a line of another form as it is. */
export function quoteLogLine(node: string, line: string): string {
  const [, time, ms, said] = LINE.exec(line.trim()) ?? [];
  const message = (said ?? line.trim())
    .replace(LOGGER, "")
    .replace(SPEAKER, (_, partition?: string) => (partition === undefined ? "" : `[${partition}] `))
    .replace(/ +/g, " ");
  return [`${node}.log`, ...(time === undefined ? [] : [`${time}.${ms}`]), message].join(" ");
}

/** How lost messages went from a broker's log, as a clause. */
export function howCut({ node, line, toOffset }: TruncationLine): string {
  return line === null
    ? `the power loss cut ${node}'s log to ${toOffset}`
    : `${node} truncated its log to ${toOffset}`;
}
