/** Takes in what the members of one group wrote, member after member. Times are ticks. */
import { READ_KIND } from "../../history/read-records.js";
import type { ReadsBlock } from "../../history/reads.js";

export interface ReadSink {
  /** What comes now is of this member, an index of the header's. */
  member(index: number): void;
  handed(partition: number, first: number, last: number, ticks: number): void;
  /** `kind`: a RECORD. `row`: NO_ROW for none. */
  read(partition: number, offset: number, kind: number, row: number, ticks: number): void;
  committed(partition: number, offset: number, ticks: number): void;
  commitFailed(partition: number, offset: number, ticks: number): void;
  assigned(partition: number, offset: number, ticks: number): void;
  revoked(partition: number, isLost: boolean, ticks: number): void;
  reset(partition: number, offset: number, to: number, ticks: number): void;
}

const KINDS = [
  ...["member", "handed", "read", "committed", "commitFailed", "assigned", "revoked", "reset"],
] as const satisfies readonly (keyof ReadSink)[];

export const DEAF_TO_READS: ReadSink = toEach([]);

/** Those that do not take in a kind of record are not called for it. */
export function toEach(sinks: readonly Partial<ReadSink>[]): ReadSink {
  const one = (kind: keyof ReadSink) => {
    const listeners = sinks.flatMap((sink) => (sink[kind] === undefined ? [] : [sink[kind].bind(sink)]));
    const calls = listeners as ((...given: number[]) => void)[];
    if (calls.length === 1) return calls[0]!;
    const count = calls.length;
    return (a: number, b: number, c: number, d: number, e: number) => {
      for (let i = 0; i < count; i++) calls[i]!(a, b, c, d, e);
    };
  };
  return Object.fromEntries(KINDS.map((kind) => [kind, one(kind)])) as unknown as ReadSink;
}

/** Tells the sink the records of a block. */
export function tellBlock({ words }: ReadsBlock, sink: ReadSink): void {
  for (let at = 0; at < words.length; at += 4) {
    const head = words[at]!;
    const detail = (head >>> 8) & 0xff;
    const partition = head >>> 16;
    const ticks = words[at + 1]!;
    const offset = words[at + 2]!;
    switch (head & 0xff) {
      case READ_KIND.read:
        sink.read(partition, offset, detail, words[at + 3]!, ticks);
        break;
      case READ_KIND.handed:
        sink.handed(partition, offset, words[at + 3]!, ticks);
        break;
      case READ_KIND.committed:
        sink.committed(partition, offset, ticks);
        break;
      case READ_KIND.commitFailed:
        sink.commitFailed(partition, offset, ticks);
        break;
      case READ_KIND.assigned:
        sink.assigned(partition, offset, ticks);
        break;
      case READ_KIND.revoked:
        sink.revoked(partition, detail === 1, ticks);
        break;
      case READ_KIND.reset:
        sink.reset(partition, offset, detail, ticks);
    }
  }
}
