/**
 * The check of copies: for each message that readers of committed records get from a topic, how often the readers of the copies'
 * topic get it. reads.bin tells how far each copier has committed, and which process read a message when.
 *
 * A message may be in its topic more than once, and then each record has a copy of its own. What is not known of a log makes a
 * count unknown, unless what was found is certain all the same:
 *
 *                  the log of `from` is not whole     the log of `to` is not whole
 *   missing        what was found is certain          not known
 *   twice          not known                          what was found is certain
 *   invented       not known                          what was found is certain
 *   uncopied       not known                          not known
 */
import type { Ledger } from "../../history/ledger.js";
import type { StoredLog } from "../../history/log-file.js";
import type { GroupOfReads, ReadsHeader, StoredReads } from "../../history/reads.js";
import {
  COPIER_CHECKS,
  type CopierCheckName,
  type CopierFinding,
  type CopierResult,
  type CopiersResult,
} from "../../rundir/copiers.js";
import type { TopicPartitions } from "../../topic-partitions.js";
import { bits } from "../bits.js";
import { copiesIn, isConsumer, tellAll } from "../consumers/check-reads.js";
import { type Span, Spans } from "../consumers/consumer-check.js";
import { SpanEvidence } from "../consumers/evidence.js";
import { type FinalLog, readFinalLog, UNKNOWN_RECORD } from "../consumers/final-log.js";
import { GroupFacts } from "../consumers/group-facts.js";
import { DEAF_TO_READS, toEach } from "../consumers/read-sink.js";
import { count } from "../count.js";
import { ReadsOfRows } from "./reads-of-rows.js";

const TIMES_MAX = 255;

type Counted = Exclude<CopierCheckName, "exactlyOnce">;

/** What a copier did, and what is to be told of it. */
interface Compared {
  readonly facts: GroupFacts;
  readonly copies: readonly number[];
  readonly committed: readonly (number | null)[];
  readonly spans: Readonly<Record<Counted, Spans>>;
  readonly messages: number;
  readonly records: number;
  readonly uncommitted: number;
  readonly because: Partial<Record<Counted, string>>;
  /** Checks whose count is certain all the same, as far as it goes. */
  readonly certain: ReadonlySet<Counted>;
  /** By row: how often readers get it from `to`. */
  readonly times: Uint8Array;
}

/** `topics`: of the log. Rejects as the two files do. */
export async function checkCopies(
  reads: StoredReads,
  log: Pick<StoredLog, "read">,
  ledger: Ledger,
  topics: TopicPartitions,
  finalLog: () => Promise<FinalLog> = () => readFinalLog(log, ledger.rows, copiesIn(reads.header)),
): Promise<CopiersResult> {
  const { header } = reads;
  const groups = header.groups.filter((group) => !isConsumer(group));
  const final = await finalLog();
  const holes = holesIn(final, topics);
  const facts = new Map(
    groups.map((group) => [group.group, new GroupFacts(group, header.members, ledger, final)]),
  );
  const sinks = new Map([...facts].map(([group, one]) => [group, toEach([one])]));
  await tellAll(reads, (group) => sinks.get(group) ?? DEAF_TO_READS);
  const compared = [...facts.values()].map((one) => {
    one.finish();
    return compare(one, one.group, final, holes, topics);
  });
  const label = (partition: number) => topics.name(partition);
  const told = compared.map((one) => {
    const { missing, twice, uncopied, invented } = one.spans;
    const evidence = new SpanEvidence(
      one.facts,
      header,
      [...missing.list, ...twice.list, ...uncopied.list],
      label,
    );
    const rows = invented.list.map(({ partition, first }) => final.rows[final.placeOf(partition, first)]!);
    return { ...one, evidence, ofRows: new ReadsOfRows(header, rows, label) };
  });
  const again = new Map(
    told.map(({ facts, evidence, ofRows }) => [facts.group.group, toEach([evidence, ofRows])]),
  );
  await tellAll(reads, (group) => again.get(group) ?? DEAF_TO_READS);
  return {
    copiers: told.map((one) => resultOf(one, final, header, topics)),
    unknown: null,
  };
}

/** By partition, a clause: why its log is not whole. */
function holesIn({ whole, ends }: FinalLog, topics: TopicPartitions): ReadonlyMap<number, string> {
  const holes = new Map<number, string>();
  for (const partition of ends.keys()) {
    const deviation = whole.deviationOf(partition);
    if (deviation === undefined) continue;
    const { deleted } = deviation;
    holes.set(
      partition,
      deleted === null
        ? `offsets of ${topics.name(partition)} were not read`
        : `the first ${count(deleted.last + 1, "offset")} of ${topics.name(partition)} were deleted`,
    );
  }
  return holes;
}

function compare(
  facts: GroupFacts,
  { partitions = [], copies }: GroupOfReads,
  final: FinalLog,
  holes: ReadonlyMap<number, string>,
  topics: TopicPartitions,
): Compared {
  const { rows } = facts.ledger;
  const copyPartitions = copies?.partitions ?? [];
  const committed = committedOffsets(facts, partitions);
  const all = new Uint8Array(rows);
  const below = new Uint8Array(rows);
  const times = new Uint8Array(rows);
  const add = (counts: Uint8Array, row: number) => {
    if (counts[row]! < TIMES_MAX) counts[row]!++;
  };
  let [unknownThere, unknownHere, records, uncommitted] = [0, 0, 0, 0];
  eachRecord(final, partitions, (partition, offset, row, isReadable) => {
    if (!isReadable) return;
    if (row >= UNKNOWN_RECORD) {
      unknownThere++;
      return;
    }
    add(all, row);
    if (offset < (committed[partition] ?? 0)) add(below, row);
  });
  const spans = { missing: new Spans(), twice: new Spans(), invented: new Spans(), uncopied: new Spans() };
  eachRecord(final, copyPartitions, (_, __, row, isReadable) => {
    if (!isReadable) {
      uncommitted++;
      return;
    }
    records++;
    if (row >= UNKNOWN_RECORD) unknownHere++;
    else add(times, row);
  });
  eachRecord(final, copyPartitions, (partition, offset, row, isReadable) => {
    if (isReadable && row < UNKNOWN_RECORD && all[row] === 0) spans.invented.add(partition, offset);
    else if (isReadable) spans.invented.end();
  });
  const told = bits(rows);
  eachRecord(final, partitions, (partition, offset, row, isReadable) => {
    if (!isReadable || row >= UNKNOWN_RECORD || told.has(row)) return;
    told.set(row);
    const copied = times[row]!;
    const found: Counted | null =
      copied > all[row]!
        ? "twice"
        : copied < below[row]!
          ? "missing"
          : copied < all[row]!
            ? "uncopied"
            : null;
    for (const check of ["missing", "twice", "uncopied"] as const) {
      if (check === found) spans[check].add(partition, offset);
      else spans[check].end();
    }
  });
  const ofFrom = firstOf(holes, partitions);
  const ofTo =
    firstOf(holes, copyPartitions) ??
    (unknownHere > 0
      ? `${count(unknownHere, "record")} of ${nameOf(topics, copyPartitions)} may be any copies`
      : final.openTransactions > 0
        ? `${count(final.openTransactions, "transaction")} in the log did not end`
        : null);
  const unexplained =
    unknownHere > unknownThere
      ? `${count(unknownHere - unknownThere, "record")} of ${nameOf(topics, copyPartitions)} name no message`
      : null;
  const because = {
    missing: ofTo ?? ofFrom,
    twice: ofFrom ?? ofTo,
    invented: ofFrom ?? unexplained ?? ofTo,
    uncopied: ofTo ?? ofFrom,
  };
  return {
    ...{ facts, copies: copyPartitions, committed, spans, records, uncommitted, times },
    messages: all.reduce((sum, there, row) => sum + (there > 0 && times[row]! > 0 ? 1 : 0), 0),
    because: Object.fromEntries(Object.entries(because).filter(([, why]) => why !== null)),
    certain: new Set<Counted>([
      ...(ofTo === null ? (["missing"] as const) : []),
      ...(ofFrom === null ? (["twice"] as const) : []),
      ...(ofFrom === null && unexplained === null ? (["invented"] as const) : []),
    ]),
  };
}

/** Tells each record: `row` is UNKNOWN_RECORD where it is no intact message of this run. */
function eachRecord(
  final: FinalLog,
  partitions: readonly number[],
  tell: (partition: number, offset: number, row: number, isReadable: boolean) => void,
): void {
  for (const partition of partitions) {
    for (let offset = 0; offset < final.ends[partition]!; offset++) {
      const place = final.placeOf(partition, offset);
      const row = final.rows[place]!;
      if (row > UNKNOWN_RECORD) continue;
      tell(partition, offset, row, !(final.uncommitted?.has(place) ?? false));
    }
  }
}

/** What a broker said last: the answer to a commit, or the committed offset with which a process began. */
function committedOffsets(facts: GroupFacts, partitions: readonly number[]): (number | null)[] {
  const offsets = facts.lastCommitted();
  const newest = new Float64Array(offsets.length).fill(-1);
  const { commits } = facts;
  for (let row = 0; row < commits.length; row++) {
    const partition = commits.at(row, 0);
    newest[partition] = Math.max(newest[partition]!, commits.at(row, 1));
  }
  for (const { partition, said, fromTicks } of facts.tenures) {
    if (said === null || fromTicks < newest[partition]!) continue;
    newest[partition] = fromTicks;
    offsets[partition] = said;
  }
  return offsets.map((offset, partition) => (partitions.includes(partition) ? offset : null));
}

function resultOf(
  {
    facts,
    copies,
    committed,
    spans,
    messages,
    records,
    uncommitted,
    because,
    certain,
    times,
    evidence,
    ofRows,
  }: Compared & { readonly evidence: SpanEvidence; readonly ofRows: ReadsOfRows },
  final: FinalLog,
  header: ReadsHeader,
  topics: TopicPartitions,
): CopierResult {
  const { group, partitions = [] } = facts.group;
  const members = header.members.filter((member) => member.group === group);
  const countOf = (check: Counted): number | null => {
    const { messages } = spans[check];
    return because[check] === undefined || (messages > 0 && certain.has(check)) ? messages : null;
  };
  const found = {
    missing: countOf("missing"),
    twice: countOf("twice"),
    invented: countOf("invented"),
    uncopied: countOf("uncopied"),
  };
  const broken = (found.missing ?? 0) + (found.twice ?? 0) + (found.invented ?? 0);
  const isKnown = broken > 0 || (!Object.values(found).includes(null) && found.uncopied === 0);
  const whyUnknown =
    Object.values(because)[0] ??
    `${count(found.uncopied ?? 0, "message")} were not copied when the run ended`;
  const counts = members.flatMap(({ transactions }) => transactions ?? []);
  const finding = (check: Counted, span: Span): CopierFinding => ({
    ...{ check, partition: span.partition, firstOffset: span.first, lastOffset: span.last },
    messages: span.messages,
    detail: detailOf(check, span, { facts, copies, times, evidence, ofRows }, final, topics),
  });
  return {
    ...{ name: group, from: nameOf(topics, partitions), to: nameOf(topics, copies) },
    hasTransactions: facts.group.copies?.transactions ?? false,
    processes: members.length,
    ...{ reads: facts.reads, messages, copies: records, uncommittedCopies: uncommitted },
    transactions:
      facts.group.copies?.transactions === true
        ? {
            committed: counts.reduce((sum, one) => sum + one.committed, 0),
            aborted: counts.reduce((sum, one) => sum + one.aborted, 0),
            unknown: counts.reduce((sum, one) => sum + one.unknown, 0),
          }
        : null,
    committed: [...committed],
    found: { ...found, exactlyOnce: isKnown ? broken : null },
    unknownBecause: { ...because, ...(!isKnown && { exactlyOnce: whyUnknown }) },
    findings: COPIER_CHECKS.flatMap((check) =>
      check === "exactlyOnce" ? [] : spans[check].list.map((span) => finding(check, span)),
    ),
  };
}

function detailOf(
  check: Counted,
  span: Span,
  {
    facts,
    copies,
    times,
    evidence,
    ofRows,
  }: Pick<Compared, "facts" | "copies" | "times"> & { evidence: SpanEvidence; ofRows: ReadsOfRows },
  final: FinalLog,
  topics: TopicPartitions,
): string {
  const row = final.rows[final.placeOf(span.partition, span.first)]!;
  const message = nameOfMessage(facts.ledger, row);
  if (check === "invented") return `${message}. ${ofRows.sentence(row)}`;
  const which = span.messages === 1 ? `It is ${message}` : `The first is ${message}`;
  if (check === "twice") {
    const places = placesOf(row, copies, final, topics);
    const why = evidence.ofReprocessed(span) || evidence.ofReadOnce(span);
    return `${which}, with ${times[row]} copies: ${places}. ${why}`.trimEnd();
  }
  return check === "missing"
    ? `${which}. ${evidence.ofSkipped(span)}`
    : `${which}. ${evidence.ofUnseen(span)}`;
}

/** "invoices-0 at offsets 12 and 112" */
function placesOf(row: number, copies: readonly number[], final: FinalLog, topics: TopicPartitions): string {
  const offsets = new Map<number, number[]>();
  eachRecord(final, copies, (partition, offset, found, isReadable) => {
    if (!isReadable || found !== row) return;
    const there = offsets.get(partition);
    if (there === undefined) offsets.set(partition, [offset]);
    else there.push(offset);
  });
  return [...offsets]
    .map(([partition, some]) => `${topics.name(partition)} at offsets ${some.join(" and ")}`)
    .join(", ");
}

function nameOfMessage({ rowsOf }: Ledger, row: number): string {
  const producer = rowsOf.producerOf(row);
  return `message ${row - rowsOf.firstRowOf(producer)} of producer ${producer}`;
}

/** Of the topic that these partitions are of. */
function nameOf(topics: TopicPartitions, [first]: readonly number[]): string {
  return first === undefined ? "" : topics.at(first).topic;
}

function firstOf(holes: ReadonlyMap<number, string>, partitions: readonly number[]): string | null {
  return partitions.map((partition) => holes.get(partition)).find((why) => why !== undefined) ?? null;
}
