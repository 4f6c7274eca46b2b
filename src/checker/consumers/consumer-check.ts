/**
 * A check of what one consumer group read. It may listen to the records of the group's members while they are read, after
 * the facts took them in, and then says how often it found what it looks for.
 */

import type { ReadsHeader } from "../../history/reads.js";
import type { ConsumerCheckName } from "../../rundir/consumers.js";
import type { GroupFacts } from "./group-facts.js";
import type { ReadSink } from "./read-sink.js";

/** Consecutive messages of one partition with the same fate. */
export interface Span {
  readonly partition: number;
  readonly first: number;
  last: number;
  messages: number;
  /** Index of the member that it happened to, and when; −1: of no member alone. */
  readonly member: number;
  readonly ticks: number;
  /** Sentences, where the check itself knows more. */
  readonly detail?: string;
}

export interface Found {
  /** Null: not known. */
  readonly count: number | null;
  /** Why it is not, a clause. */
  readonly because?: string;
  /** The first of them. */
  readonly spans: readonly Span[];
}

export interface Watch extends Partial<ReadSink> {
  /** Listens to all records once more, before `found`. Null: it need not. */
  again?(): Partial<ReadSink> | null;
  found(): Found;
}

export interface ConsumerCheck<Name extends ConsumerCheckName = ConsumerCheckName> {
  readonly name: Name;
  /** `label`: a partition, for people. */
  watch(facts: GroupFacts, header: ReadsHeader, label: (partition: number) => string): Watch;
}

export const SPANS_MAX = 20;

/** Collects messages by place; those next to each other make one span, with nothing but unreadable offsets between. */
export class Spans {
  readonly list: Span[] = [];
  messages = 0;
  #open: Span | null = null;

  add(partition: number, offset: number, member = -1, ticks = -1): void {
    this.messages++;
    const open = this.#open;
    if (open !== null && open.partition === partition && open.member === member && open.last < offset) {
      open.last = offset;
      open.messages++;
      return;
    }
    this.end();
    this.#open = { partition, first: offset, last: offset, messages: 1, member, ticks };
    if (this.list.length < SPANS_MAX) this.list.push(this.#open);
  }

  /** The next message begins a new span. */
  end(): void {
    this.#open = null;
  }
}
