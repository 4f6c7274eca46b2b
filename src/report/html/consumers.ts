/** What consumer groups read, as the page of a run shows it: the words of the other reports, in tables. */
import { CONSUMER_CHECKS, type GroupResult } from "../../rundir/consumers.js";
import type { Result } from "../../rundir/result.js";
import { CONSUMER_LABELS, evidenceOf, foundText } from "../model/consumers.js";
import { count, duration } from "../text.js";
import type { ConsumersPage } from "./payload.js";

const FINDINGS_A_CHECK = 20;

export function consumersPage({
  consumers: result,
  settings,
}: Pick<Result, "consumers" | "settings">): ConsumersPage | null {
  if (result === undefined) return null;
  return {
    unknown: result.unknown,
    groups: result.groups.map((group) => ({
      group: group.group,
      figures: figuresOf(group),
      findings: evidenceOf(group, FINDINGS_A_CHECK, settings).map(({ check, place, messages, text }) => ({
        ...{ label: CONSUMER_LABELS[check], place, messages, detail: text },
      })),
    })),
  };
}

type Row = ConsumersPage["groups"][number]["figures"][number];

function figuresOf(group: GroupResult): Row[] {
  const { processes, reads, messages, extraReads, mostReads, readButLost, readThenTruncated } = group;
  const notes: Partial<Record<string, string>> = {
    reprocessed:
      extraReads > 0 ? `${count(extraReads)} extra reads, ${mostReads} of one message at most` : "",
    divergentReads:
      readThenTruncated > 0
        ? `${count(readThenTruncated)} of them differ only from the log: it was truncated`
        : "",
    lag: group.findings.find(({ check }) => check === "lag")?.detail ?? "",
  };
  return [
    ["processes", count(processes), ""],
    ["messages read", count(messages), `in ${count(reads)} reads`],
    ...CONSUMER_CHECKS.map(
      (check): Row => [
        CONSUMER_LABELS[check],
        foundText(group, check),
        group.unknownBecause[check] ?? notes[check] ?? "",
      ],
    ),
    ["read and then lost", count(readButLost), ""],
    ...(group.failedCommits > 0 ? [["failed commits", count(group.failedCommits), ""] as const] : []),
    ...(group.caughtUpAfterMs === null
      ? []
      : [["caught up", duration(group.caughtUpAfterMs), "after the last fault was healed"] as const]),
  ];
}
