/** Why messages were skipped, left unread, or read again: the events around the first message of a span, as sentences. */
import type { ReadsHeader } from "../../history/reads.js";
import type { Span } from "./consumer-check.js";
import type { GroupFacts, Tenure } from "./group-facts.js";
import type { ReadSink } from "./read-sink.js";

const EVENTS_KEPT = 50;
const TICKS_PER_MS = 10;

interface Event {
  readonly member: number;
  readonly ticks: number;
}

interface Handed extends Event {
  readonly first: number;
  readonly last: number;
}

/** A span, and what the reads have about it. */
interface Watched {
  readonly span: Span;
  readonly handed: Handed[];
  readonly reads: Event[];
}

/** Listens to the reads once more, for the spans that were found. */
export class SpanEvidence implements Partial<ReadSink> {
  readonly #byPartition = new Map<number, Watched[]>();
  readonly #of = new Map<Span, Watched>();
  #member = -1;

  constructor(
    readonly facts: GroupFacts,
    readonly header: ReadsHeader,
    spans: readonly Span[],
    readonly label: (partition: number) => string,
  ) {
    for (const span of spans) {
      const watched: Watched = { span, handed: [], reads: [] };
      this.#of.set(span, watched);
      const list = this.#byPartition.get(span.partition);
      if (list === undefined) this.#byPartition.set(span.partition, [watched]);
      else list.push(watched);
    }
  }

  get isEmpty(): boolean {
    return this.#of.size === 0;
  }

  member(index: number): void {
    this.#member = index;
  }

  handed(partition: number, first: number, last: number, ticks: number): void {
    const list = this.#byPartition.get(partition);
    if (list === undefined) return;
    for (const { span, handed } of list) {
      if (last < span.first || first > span.last || handed.length === EVENTS_KEPT) continue;
      handed.push({ member: this.#member, ticks, first, last });
    }
  }

  read(partition: number, offset: number, _kind: number, _row: number, ticks: number): void {
    const list = this.#byPartition.get(partition);
    if (list === undefined) return;
    for (const { span, reads } of list) {
      if (offset === span.first && reads.length < EVENTS_KEPT) reads.push({ member: this.#member, ticks });
    }
  }

  /** Of messages that nobody read, below the committed offset. */
  ofSkipped(span: Span): string {
    const { handed } = this.#of.get(span)!;
    const commit = this.#firstCommitBeyond(span.partition, span.first);
    const before = handed.filter(({ ticks }) => commit === null || ticks <= commit.ticks);
    const other = this.#readOfAnother(span.partition, span.first);
    // Offsets that it was handed before may have been those of other messages, and it finished these.
    const sentences =
      other === null ? this.#handedWithoutEnd(span, before.length > 0 ? before : handed) : [other];
    if (handed.length === 0) {
      const ended = this.#lastEnd(span.partition, commit?.ticks ?? Number.POSITIVE_INFINITY);
      sentences.push("No member wrote that it was handed them.", ...(ended === null ? [] : [ended]));
    }
    if (commit !== null)
      sentences.push(
        `${this.#name(commit.member)} committed offset ${commit.offset} at ${secondsOf(commit.ticks)}.`,
      );
    return sentences.join(" ");
  }

  ofUnseen(span: Span): string {
    const { handed } = this.#of.get(span)!;
    const committed = this.facts.lastCommitted()[span.partition] ?? null;
    const { group } = this.facts.group;
    const stuck = this.header.unfinished.find(
      (one) => one.group === group && one.partition === span.partition,
    );
    return [
      committed === null
        ? "The group committed nothing in this partition."
        : `The group had committed offset ${committed}.`,
      ...this.#handedWithoutEnd(span, handed),
      ...(handed.length === 0 ? ["No member wrote that it was handed them."] : []),
      ...(stuck === undefined
        ? []
        : [`The client that read the rest stayed at offset ${stuck.at} of ${stuck.end}.`]),
    ].join(" ");
  }

  ofReprocessed(span: Span): string {
    const reads = [...this.#of.get(span)!.reads].sort((a, b) => a.ticks - b.ticks);
    const [first, second] = reads;
    if (first === undefined || second === undefined) return "";
    const whose = span.messages === 1 ? "it" : `offset ${span.first}`;
    const again = first.member === second.member ? "again" : `${lower(this.#name(second.member))} again`;
    const sentences = [
      `${this.#name(first.member)} read ${whose} at ${secondsOf(first.ticks)}, and ${again} at ${secondsOf(second.ticks)}.`,
    ];
    const between = this.#between(span.partition, first, second);
    if (between !== null) sentences.push(between);
    const commit = this.#lastCommit(span.partition, second.ticks);
    sentences.push(
      commit === null
        ? "Nothing was committed before the second time."
        : `The last commit before the second time was of offset ${commit.offset}, at ${secondsOf(commit.ticks)}.`,
    );
    if (reads.length > 2) sentences.push(`It was read ${reads.length} times.`);
    return sentences.join(" ");
  }

  /** Of messages with more copies than reads: one read of the first one is known. Empty: none, or several. */
  ofReadOnce(span: Span): string {
    const [only, another] = this.#of.get(span)!.reads;
    if (only === undefined || another !== undefined) return "";
    const whose = span.messages === 1 ? "it" : `offset ${span.first}`;
    return `${this.#name(only.member)} read ${whose} once, at ${secondsOf(only.ticks)}, so its producer wrote each copy. A producer without idempotence does so when it sends a batch again.`;
  }

  /** A member that read another message at the offset than the log has at the end; null: none did. */
  #readOfAnother(partition: number, offset: number): string | null {
    const others = this.facts.differences;
    for (let row = 0; row < others.length; row++) {
      if (others.at(row, 0) !== partition || others.at(row, 1) !== offset) continue;
      const who = this.#name(others.at(row, 3));
      return `${who} had read another message at offset ${offset}, at ${secondsOf(others.at(row, 4))}.`;
    }
    return null;
  }

  #handedWithoutEnd(span: Span, handed: readonly Handed[]): string[] {
    const [last] = [...handed].sort((a, b) => b.ticks - a.ticks);
    if (last === undefined) return [];
    const who = this.#name(last.member);
    const tenure = this.#tenureOf(last, span.partition);
    const end = tenure === null ? null : this.#endOf(tenure);
    return [
      `${who} was handed offsets ${last.first}–${last.last} at ${secondsOf(last.ticks)}, and did not finish them.`,
      ...(end === null ? [] : [end]),
    ];
  }

  /** The tenure in which it happened. */
  #tenureOf({ member, ticks }: Event, partition: number): Tenure | null {
    return (
      this.facts.tenures.findLast(
        (one) => one.member === member && one.partition === partition && one.fromTicks <= ticks,
      ) ?? null
    );
  }

  /** How it ended; null: the member was still there at the end of the run. */
  #endOf({ member, partition, endedBy, untilTicks }: Tenure): string | null {
    const who = this.#name(member);
    const when = secondsOf(untilTicks);
    if (endedBy === "revoked")
      return `${capital(this.label(partition))} was revoked from ${lower(who)} at ${when}.`;
    if (endedBy === "lost") return `${who} lost ${this.label(partition)} at ${when}.`;
    const { end } = this.header.members[member]!;
    if (end === "running") return null;
    return end === "died" ? `${who} ended by itself at ${when}.` : `${who} was ${end} at ${when}.`;
  }

  /** The end of the member that had the partition last before `ticks`. */
  #lastEnd(partition: number, ticks: number): string | null {
    const ended = this.facts.tenures.filter((one) => one.partition === partition && one.untilTicks <= ticks);
    const [last] = ended.sort((a, b) => b.untilTicks - a.untilTicks);
    return last === undefined ? null : this.#endOf(last);
  }

  #between(partition: number, first: Event, second: Event): string | null {
    const tenure = this.#tenureOf(first, partition);
    if (tenure !== null && tenure.untilTicks <= second.ticks) return this.#endOf(tenure);
    const next = this.#tenureOf(second, partition);
    if (next === null || next === tenure) return null;
    return `${this.#name(first.member)} still had ${this.label(partition)} when ${lower(this.#name(second.member))} got it, at ${secondsOf(next.fromTicks)}.`;
  }

  #firstCommitBeyond(partition: number, offset: number) {
    return this.#commit(
      partition,
      (one) => one.offset > offset,
      (one, best) => one.ticks < best.ticks,
    );
  }

  #lastCommit(partition: number, ticks: number) {
    return this.#commit(
      partition,
      (one) => one.ticks <= ticks,
      (one, best) => one.ticks >= best.ticks,
    );
  }

  #commit(
    partition: number,
    fits: (one: { ticks: number; offset: number }) => boolean,
    isBetter: (one: { ticks: number }, best: { ticks: number }) => boolean,
  ) {
    const { commits } = this.facts;
    let best: { ticks: number; offset: number; member: number } | null = null;
    for (let row = 0; row < commits.length; row++) {
      if (commits.at(row, 0) !== partition) continue;
      const one = { ticks: commits.at(row, 1), offset: commits.at(row, 2), member: commits.at(row, 3) };
      if (fits(one) && (best === null || isBetter(one, best))) best = one;
    }
    return best;
  }

  #name(member: number): string {
    return nameOf(this.header, member);
  }
}

/** "Instance 1", "Instance 1 (process 3)", "The final client" */
export function nameOf({ members }: ReadsHeader, index: number): string {
  const { role, instance, incarnation, group } = members[index]!;
  if (role === "final") return "The final client";
  const isRestarted = members.some(
    (one) => one.group === group && one.role === role && one.instance === instance && one.incarnation > 0,
  );
  return isRestarted ? `Instance ${instance} (process ${incarnation + 1})` : `Instance ${instance}`;
}

/** Names of topics stay as they are. */
function capital(label: string): string {
  return label.startsWith("partition ") ? `P${label.slice(1)}` : label;
}

function lower(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** "12.3 s" after the run's start */
export function secondsOf(ticks: number): string {
  return `${(ticks / TICKS_PER_MS / 1_000).toFixed(1)} s`;
}
