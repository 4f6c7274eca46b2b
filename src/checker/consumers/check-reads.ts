/**
 * The check of what consumer groups read: reads.bin against the log at the end, and against the ledger. Of each read it keeps
 * two numbers at the place of its message, whatever the number of groups and members, and no object.
 *
 * A read is of the message that the log has at its offset, or of another one. Only the first kind counts as reading that
 * message. The other kind was of a message that the log lost, or has elsewhere (`divergentReads`).
 */
import { type Ledger, OUTCOME } from "../../history/ledger.js";
import type { StoredLog } from "../../history/log-file.js";
import type { GroupOfReads, ReadsHeader, StoredReads } from "../../history/reads.js";
import type { ConsumerFinding, ConsumersResult, GroupResult } from "../../rundir/consumers.js";
import { consumerChecks } from "./checks/index.js";
import { caughtUpAfterMs } from "./checks/lag.js";
import type { ConsumerCheck, Found, Span, Watch } from "./consumer-check.js";
import { DifferingReads } from "./differing-reads.js";
import { nameOf, SpanEvidence, secondsOf } from "./evidence.js";
import { type FinalLog, readFinalLog } from "./final-log.js";
import { GroupFacts } from "./group-facts.js";
import { DEAF_TO_READS, type ReadSink, tellBlock, toEach } from "./read-sink.js";

interface GroupCheck {
  readonly facts: GroupFacts;
  readonly watches: readonly { readonly check: ConsumerCheck; readonly watch: Watch }[];
  readonly sink: ReadSink;
}

/** A partition, for people. */
export type Label = (partition: number) => string;

/** `healedMs`: when the last fault was healed, after the run's start; null: there was none. Rejects as the two files do. */
export async function checkReads(
  reads: StoredReads,
  log: Pick<StoredLog, "read">,
  ledger: Ledger,
  healedMs: number | null,
  label: Label = (partition) => `partition ${partition}`,
  finalLog: () => Promise<FinalLog> = () => readFinalLog(log, ledger.rows, copiesIn(reads.header)),
): Promise<ConsumersResult> {
  const { header } = reads;
  const final = await finalLog();
  const groups = new Map(
    header.groups.filter(isConsumer).map((group) => {
      const facts = new GroupFacts(group, header.members, ledger, final);
      const watches = consumerChecks.map((check) => ({ check, watch: check.watch(facts, header, label) }));
      return [
        group.group,
        { facts, watches, sink: toEach([facts, facts.moves, ...watches.map(({ watch }) => watch)]) },
      ];
    }),
  );
  await tellAll(reads, (group) => groups.get(group)?.sink ?? DEAF_TO_READS);
  const first = [...groups.values()].map(({ facts, watches }: GroupCheck) => {
    facts.finish();
    const found = watches.flatMap(({ check, watch }) =>
      watch.again === undefined ? [{ check, ...watch.found() }] : [],
    );
    const spans = found.flatMap(({ check, spans }) => (check.name in SENTENCES ? spans : []));
    return { facts, watches, found, evidence: new SpanEvidence(facts, header, spans, label) };
  });
  const again = new Map(
    first.map(({ facts, watches, evidence }) => {
      const sinks = watches.flatMap(({ watch }) => watch.again?.() ?? []);
      return [facts.group.group, evidence.isEmpty ? sinks : [evidence, ...sinks]];
    }),
  );
  if ([...again.values()].some(({ length }) => length > 0)) {
    const sinks = new Map([...again].map(([group, some]) => [group, toEach(some)]));
    await tellAll(reads, (group) => sinks.get(group) ?? DEAF_TO_READS);
  }
  const found = first.map(({ watches, found, ...group }) => ({
    ...group,
    found: watches.map(
      ({ check, watch }) => found.find((one) => one.check === check) ?? { check, ...watch.found() },
    ),
  }));
  const others = new DifferingReads(found.map(({ facts }) => facts));
  return {
    groups: found.map(({ facts, found, evidence }) =>
      resultOf(facts, found, header, others, evidence, healedMs),
    ),
    unknown: null,
  };
}

/** Partitions that copiers write to. */
export function copiesIn({ groups }: Pick<ReadsHeader, "groups">): ReadonlySet<number> {
  return new Set(groups.flatMap(({ copies }) => copies?.partitions ?? []));
}

/** Copiers go back to committed offsets after an abort: the checks of copies are theirs (checker/copiers). */
export function isConsumer({ copies }: GroupOfReads): boolean {
  return copies === undefined;
}

/** Tells the records of each member to the sink of its group. */
export async function tellAll(reads: StoredReads, sinkOf: (group: string) => ReadSink): Promise<void> {
  const { members } = reads.header;
  let member = -1;
  let sink: ReadSink | null = null;
  for await (const block of reads.blocks()) {
    if (block.member !== member) {
      member = block.member;
      sink = sinkOf(members[member]!.group);
      sink.member(member);
    }
    tellBlock(block, sink!);
  }
}

const SENTENCES: Readonly<Record<string, (evidence: SpanEvidence, span: Span) => string>> = {
  skipped: (evidence, span) => evidence.ofSkipped(span),
  unseen: (evidence, span) => evidence.ofUnseen(span),
  reprocessed: (evidence, span) => evidence.ofReprocessed(span),
};

function resultOf(
  facts: GroupFacts,
  found: readonly (Found & { readonly check: ConsumerCheck })[],
  header: ReadsHeader,
  others: DifferingReads,
  evidence: SpanEvidence,
  healedMs: number | null,
): GroupResult {
  const { group } = facts.group;
  const finding = (check: ConsumerCheck, span: Span): ConsumerFinding => ({
    check: check.name,
    ...{ partition: span.partition, firstOffset: span.first, lastOffset: span.last, messages: span.messages },
    member: span.member < 0 ? null : nameOf(header, span.member),
    at:
      span.ticks < 0 ? null : new Date(Math.round(facts.ledger.startedAtMs + span.ticks / 10)).toISOString(),
    detail:
      SENTENCES[check.name]?.(evidence, span) ??
      span.detail ??
      sentenceOf(check, span, header, others, facts.log),
  });
  const because = found.flatMap(({ check, because }) =>
    because === undefined ? [] : [[check.name, because]],
  );
  return {
    group,
    processes: header.members.filter((one) => one.group === group && one.role === "member").length,
    reads: facts.reads,
    ...countsOf(facts),
    extraReads: facts.extraReads,
    readThenTruncated: others.truncatedOnly(facts),
    failedCommits: facts.failedCommits,
    caughtUpAfterMs: healedMs === null ? null : caughtUpAfterMs(facts, healedMs),
    committed: facts.lastCommitted(),
    found: Object.fromEntries(found.map(({ check, count }) => [check.name, count])) as GroupResult["found"],
    unknownBecause: Object.fromEntries(because),
    findings: found.flatMap(({ check, spans }) => spans.map((span) => finding(check, span))),
  };
}

function countsOf(facts: GroupFacts) {
  const { ledger, log, rowsRead } = facts;
  let messages = 0;
  let readButLost = 0;
  for (let row = 0; row < ledger.rows; row++) {
    if (!rowsRead.has(row)) continue;
    messages++;
    if (!log.kept.has(row) && !mayBeRemoved(row, ledger, log)) readButLost++;
  }
  let mostReads = 0;
  for (let place = 0; place < log.rows.length; place++)
    mostReads = Math.max(mostReads, facts.timesRead(place));
  return { messages, readButLost, mostReads };
}

/** Whether retention or compaction may have removed the message, which is then not lost for certain. */
function mayBeRemoved(row: number, ledger: Ledger, log: FinalLog): boolean {
  if (ledger.outcome[row] !== OUTCOME.acknowledged) return log.starts.some((start) => start > 0);
  const place = log.placeOf(ledger.partition?.[row] ?? 0, ledger.offset[row]!);
  return place >= 0 && log.isRemoved(place);
}

/** Of what a check finds at one member, or one place. */
function sentenceOf(
  { name }: ConsumerCheck,
  { partition, first, last, messages, member, ticks }: Span,
  header: ReadsHeader,
  others: DifferingReads,
  log: FinalLog,
): string {
  const who = member < 0 ? "" : nameOf(header, member);
  const when = secondsOf(ticks);
  if (name === "pollSkip")
    return `${who} left out ${messages === 1 ? "1 message" : `${messages} messages`}, and read on at offset ${last + 1} at ${when}.`;
  if (name === "nonmonotonicPoll")
    return `${who} was at offset ${last + 1}, and got offset ${first} at ${when}, though it had not let go of the partition.`;
  if (name !== "divergentReads") return "";
  const read = `${who} read another message there at ${when} than the log has at the end.`;
  const other = others.otherAt(partition, first);
  if (other === "the log's") return `${read} Another read found the message that the log has.`;
  if (other === "another") return `${read} Another read found a third message.`;
  const end = log.ends[partition]!;
  return `${read} ${first >= end ? `The log ends at offset ${end}.` : "The log was truncated in between."}`;
}
