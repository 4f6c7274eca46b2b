/** What consumer groups read, in words: the figures of each group, and the evidence for what was found. */
import { CONSUMER_CHECKS, type ConsumerCheckName, type GroupResult } from "../../rundir/consumers.js";
import type { CheckResult } from "../../rundir/expectations.js";
import type { Result } from "../../rundir/result.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { count, countOf, duration, span } from "../text.js";

/** As short as a table has room for. */
export const CONSUMER_LABELS: Readonly<Record<ConsumerCheckName, string>> = {
  skipped: "skipped",
  unseen: "unseen",
  reprocessed: "read again",
  pollSkip: "left out by a poll",
  nonmonotonicPoll: "steps back",
  divergentReads: "divergent",
  jumped: "jumps",
  lag: "longest lag",
};

/** "12", "2.1 s", "unknown" */
export function foundText({ found }: GroupResult, check: ConsumerCheckName): string {
  const value = found[check];
  if (value === null) return "unknown";
  return check === "lag" ? duration(value) : count(value);
}

/** The answer for one group, the most important part first. */
export function groupParts(group: GroupResult): string[] {
  const { reads, messages, processes, found, extraReads, mostReads, readButLost, caughtUpAfterMs } = group;
  const isCalm = (check: ConsumerCheckName) => found[check] === 0;
  const counted = CONSUMER_CHECKS.filter((check) => check !== "lag");
  const clear = counted.filter(isCalm).map((check) => CONSUMER_LABELS[check]);
  const again =
    extraReads > 0 ? [`${count(extraReads)} extra reads, ${mostReads} of one message at most`] : [];
  return [
    `${countOf(messages, "message")} in ${countOf(reads, "read")} by ${countOf(processes, "process", "processes")}`,
    ...counted
      .filter((check) => !isCalm(check))
      .flatMap((check) => [
        `${foundText(group, check)} ${CONSUMER_LABELS[check]}`,
        ...(check === "reprocessed" ? again : []),
      ]),
    ...(readButLost > 0 ? [`${count(readButLost)} read and then lost`] : []),
    ...(clear.length > 0 ? [`0 ${clear.join(", ")}`] : []),
    `longest lag ${found.lag === null ? "unknown" : duration(found.lag)}`,
    ...(caughtUpAfterMs === null ? [] : [`caught up ${duration(caughtUpAfterMs)} after the last fault`]),
  ];
}

export interface ConsumerEvidence {
  readonly check: ConsumerCheckName;
  /** `partition 2, offsets 100–149` */
  readonly place: string;
  readonly messages: number;
  readonly text: string;
}

/** The first `each` of each check that counts something wrong. */
export function evidenceOf(
  { findings }: GroupResult,
  each: number,
  settings: Result["settings"],
): ConsumerEvidence[] {
  const all = settings === null ? null : new TopicPartitions(settings.topics);
  const label = (partition: number) => all?.label(partition) ?? `partition ${partition}`;
  return CONSUMER_CHECKS.flatMap((check) => {
    if (check === "lag") return [];
    const some = findings.filter((finding) => finding.check === check).slice(0, each);
    return some.map(({ partition, firstOffset, lastOffset, messages, detail }) => ({
      check,
      place: `${label(partition)}, ${firstOffset === lastOffset ? "offset" : "offsets"} ${span(firstOffset, lastOffset)}`,
      messages,
      text: detail,
    }));
  });
}

const EVIDENCE_OF_A_CHECK = 5;

/** The evidence for one check, of each group or of the one that it is about: a line for each finding. */
export function consumerEvidence(
  { consumers, settings }: Result,
  { name, group: only }: Pick<CheckResult, "name" | "group">,
): string[] {
  const groups = (consumers?.groups ?? []).filter(({ group }) => only === undefined || group === only);
  return groups.flatMap((group) =>
    evidenceOf(group, EVIDENCE_OF_A_CHECK, settings)
      .filter(({ check }) => `consumers.${check}` === name)
      .map(
        ({ place, messages, text }) =>
          `group ${group.group}, ${place} (${countOf(messages, "message")}): ${text}`,
      ),
  );
}

/** A line for each group, and the first piece of evidence of each check. Why nothing is known, where that is so. */
export function consumerLines({
  consumers,
  settings,
}: Result): { readonly group: string; readonly lines: string[] }[] {
  if (consumers === undefined) return [];
  if (consumers.unknown !== null) return [{ group: "", lines: [`not known: ${consumers.unknown}`] }];
  return consumers.groups.map((group) => ({
    group: group.group,
    lines: evidenceOf(group, 1, settings).map(
      ({ check, place, messages, text }) =>
        `${CONSUMER_LABELS[check]}, ${place} (${countOf(messages, "message")}): ${text}`,
    ),
  }));
}

/** The figures of the group that has the most, for a table of runs: `3 skipped, 12 read again`. */
export function consumersFigure({ consumers }: Result): string {
  if (consumers === undefined) return "–";
  if (consumers.unknown !== null) return "?";
  const total = (check: ConsumerCheckName) =>
    consumers.groups.reduce<number | null>(
      (sum, { found }) => (sum === null || found[check] === null ? null : sum + found[check]),
      0,
    );
  const say = (check: ConsumerCheckName) => `${total(check) ?? "?"} ${CONSUMER_LABELS[check]}`;
  return `${say("skipped")}, ${say("reprocessed")}`;
}
