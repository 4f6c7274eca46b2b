/** Sentences about a log that is not whole: which offsets are missing, and what of the topic's policy took them. */
import type { TopicPartitions } from "../topic-partitions.js";
import type { CleanupPolicy } from "./cleanup-policy.js";
import type { Deviation, OffsetSpan } from "./continuity.js";

/** A sentence for each deviation. `policy` null: no broker told it. */
export function sentencesAbout(
  { partition, deleted, firstHole, holes, tooShort, backward }: Deviation,
  topics: TopicPartitions,
  policy: CleanupPolicy | null,
): string[] {
  const log = topics.count === 1 ? "the log" : topics.label(partition);
  const sentences: string[] = [];
  if (deleted !== null) sentences.push(aboutDeleted(`${offsets(deleted)} of ${log}`, deleted, policy));
  if (firstHole !== null) sentences.push(aboutHoles(`${offsets(firstHole)} of ${log}`, holes, policy));
  if (backward !== null) {
    sentences.push(`in ${log}, offset ${backward.offset} came after offset ${backward.after}`);
  }
  if (tooShort !== null) {
    sentences.push(`${log} ends at offset ${tooShort.end}, but has to reach ${tooShort.expectedEnd}`);
  }
  return sentences;
}

function aboutDeleted(which: string, span: OffsetSpan, policy: CleanupPolicy | null): string {
  const are = span.first === span.last ? "was" : "were";
  if (policy === null) return `${which} ${are} deleted`;
  if (policy.retention.length > 0) return `retention (${policy.retention.join(", ")}) deleted ${which}`;
  return `${which} ${are} deleted, and not by retention, whose limits the run did not reach: a client may have sent DeleteRecords`;
}

function aboutHoles(which: string, holes: number, policy: CleanupPolicy | null): string {
  const more = holes === 1 ? "" : ` and ${holes - 1} more such ${holes === 2 ? "gap" : "gaps"}`;
  if (policy !== null && policy.compaction.length > 0) {
    return `compaction (${policy.compaction.join(", ")}) removed ${which}${more}`;
  }
  const known = policy === null ? "" : ", though the topic is not compacted";
  return `there is no record at ${which}${more}${known}`;
}

function offsets({ first, last }: OffsetSpan): string {
  return first === last ? `offset ${first}` : `offsets ${first}–${last}`;
}
