/** What a log says of NotLeaderOrFollowerException, as text, and as data for JSON. */
import { type ErrorKind, kindOf, RULE_OF_A_LOG } from "../error-bursts.js";
import { count, countOf, duration, type Page } from "../report/text.js";
import type { ErrorLog } from "./error-log.js";
import { LABEL, labelled } from "./labelled.js";

const SHOWN_MAX = 10;

export type LogVerdict = ErrorKind | "unknown";

/** One short burst is a leader that moved. Unknown: the lines have no times. */
export function judgeErrorLog({ errors, bursts, burstsLeftOut }: ErrorLog): LogVerdict {
  if (errors > 0 && bursts.length === 0) return "unknown";
  const longestMs = Math.max(0, ...bursts.map(({ lengthMs }) => lengthMs));
  // A log does not say when writes succeed.
  return kindOf({ bursts: bursts.length + burstsLeftOut, longestMs, areOver: true }, RULE_OF_A_LOG);
}

const WORDS: Readonly<Record<LogVerdict, string>> = {
  none: "the log does not have this error",
  transient: "short bursts, as when a leader moves",
  sustained: "the error lasts, or comes back again and again",
  unknown: "the lines have no times that chaos knows, so one burst cannot be told from many",
};

const MEANING =
  "The client asked a broker that does not lead the partition (any more). The broker did nothing with the request. The client asks for the new leader and sends the request again, as long as retries and delivery.timeout.ms allow.";

const NEXT: Readonly<Record<LogVerdict, string>> = {
  none: "Look for the error under another name, or in the log of another application.",
  transient: "Compare the times with restarts, deploys and elections. If they fit, there is nothing to do.",
  sustained:
    "Leaders keep moving, or the client keeps old metadata. Look at the cluster while the errors come:",
  unknown: "Look at the cluster while the errors come:",
};

export function errorLogJson(log: ErrorLog) {
  const verdict = judgeErrorLog(log);
  return { verdict, ...(verdict !== "none" && { meaning: MEANING }), next: NEXT[verdict], ...log };
}

export function renderErrorLog(log: ErrorLog, page: Page): string {
  const { paint } = page;
  const lines: string[] = [];
  const say = labelled(lines, page);
  const verdict = judgeErrorLog(log);
  const style = { none: paint.green, transient: paint.yellow, sustained: paint.red, unknown: paint.magenta };
  say(
    "log",
    `${WORDS[verdict]} · ${countOf(log.errors, "error")} in ${count(log.bytes)} bytes`,
    style[verdict],
  );
  if (log.errors > 0) {
    say("meaning", MEANING);
    const named = log.partitions
      .slice(0, SHOWN_MAX)
      .map(([partition, errors]) => `${partition} (${count(errors)})`);
    const left = log.partitions.length - named.length;
    const more =
      left > 0 || log.hasMorePartitions
        ? `, and ${log.hasMorePartitions ? "more than " : ""}${count(left)} others`
        : "";
    say("partitions", named.length === 0 ? "the lines name none" : `${named.join(", ")}${more}`);
    const bursts = log.bursts.slice(0, SHOWN_MAX);
    for (const [i, { first, last, lengthMs, errors }] of bursts.entries()) {
      const length = errors === 1 ? "" : ` to ${last}, ${duration(lengthMs)}`;
      say(i === 0 ? "bursts" : "", `${first}${length}: ${countOf(errors, "error")}`);
    }
    const others = log.bursts.length + log.burstsLeftOut - bursts.length;
    if (others > 0) say("", `and ${countOf(others, "other burst")}`);
    if (log.untimed > 0) say("", `${countOf(log.untimed, "error")} without a time`);
  }
  say("next", NEXT[verdict]);
  if (verdict === "sustained" || verdict === "unknown") {
    lines.push(`${" ".repeat(LABEL)}chaos diagnose --bootstrap host:port --watch 60s`);
  }
  return `${lines.join("\n")}\n`;
}
