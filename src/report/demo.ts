/** What `chaos demo` shows of its run, and of the same run with acks=all where there is one. Eight lines on a wide page. */
import type { Result } from "../rundir/result.js";
import type { RunData } from "../rundir/rundir.js";
import { clean, cleaned } from "./clean.js";
import { howCut, quoteLogLine } from "./log-line.js";
import { lossOf, noticed } from "./model/loss.js";
import { timesOf } from "./model/times.js";
import { countOf, duration, list, type Page, padEnd, wrap } from "./text.js";

const LABEL = 14;

/** `runs`: the one with acks=1, and then perhaps the one with acks=all. */
export function renderDemo([run, withAcksAll]: readonly RunData[], { columns, paint }: Page): string {
  const result = cleaned(run!.result);
  const entries: readonly (readonly [label: string, text: string])[] = [
    [(result.counts.lost ?? 0) > 0 ? "LOST" : "lost", [lossOf(result), ...noticed(result)].join(" · ")],
    ["why", whyOf(result)],
    ["for how long", times(result)],
    ["evidence", evidenceOf(result)],
    ["acks=all", compared(withAcksAll?.result)],
    ["on", clusterOf(result)],
    ["more", `chaos report ${clean(run!.directory)}`],
    ["next", "chaos init writes a scenario with your settings"],
  ];
  const lines = entries.flatMap(([label, text]) =>
    wrap(text, columns - LABEL).map((line, row) => {
      const isAnswer = label.toLowerCase() === "lost";
      const shown = padEnd(row === 0 ? label : "", LABEL);
      return isAnswer ? paint.bold(shown + line) : paint.dim(shown) + line;
    }),
  );
  return `${lines.join("\n")}\n`;
}

function whyOf({ faults: [fault], failovers, producers }: Result): string {
  const cut = fault?.targets ?? [];
  const elected = failovers.find(({ from }) => from !== null && cut.includes(from))?.to;
  const then = elected == null ? "" : `. Then ${elected} was elected`;
  return `the leader ${list(cut)} was cut off and acknowledged alone (acks=${producers.acks})${then}`;
}

function times(result: Result): string {
  return timesOf(result)
    .filter(({ label }) => label === "unsafe acks" || label === "new leader" || label === "two leaders")
    .map(({ label, ms }) => `${label} ${ms === null ? "not known" : duration(ms)}`)
    .join(" · ");
}

function evidenceOf({ lostRanges }: Result): string {
  const truncation = lostRanges.find((range) => range.truncation !== null)?.truncation;
  if (!truncation) return "no broker log line found that truncates the messages";
  const { node, line } = truncation;
  return line === null ? howCut(truncation) : clean(quoteLogLine(node, line));
}

/** Nothing is claimed of a run that was not made. */
function compared(result: Result | undefined): string {
  if (result === undefined) return "not run. chaos demo --compare runs it too";
  const wait = result.noWrites ? ` · no writes for ${duration(result.noWrites.longestMs)}` : "";
  return `${lossOf(result)}${wait}`;
}

function clusterOf({ engine, environment, settings }: Result): string {
  const brokers = settings === null ? "" : `, ${countOf(settings.cluster.brokers.length, "broker")}`;
  return `Kafka ${environment.kafka}${brokers}, ${engine}. The cluster is stopped. No other cluster was touched`;
}
