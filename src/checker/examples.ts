/**
 * The first examples of each kind of anomaly. Neighbours in the log that are neighbours in their producer's sequence
 * as well, and share the reason, make one example.
 */
import type { Anomaly } from "./outcome.js";

const EXAMPLES_A_KIND = 20;

/** What the check of each message finds. */
export type AnomalyKind = (typeof KINDS)[number];

const KINDS = [
  ...["duplicated", "reordered", "corrupted", "misplaced"],
  ...["failedButStored", "neverSent", "foreign"],
] as const;

export interface Examples {
  /** `producer` −1: the record names no message. `reason` completes "producer 3, message 17, …". */
  add(
    kind: AnomalyKind,
    partition: number,
    offset: number,
    producer: number,
    sequence: number,
    reason: string,
  ): void;
  /** Of these kinds. */
  list(kinds?: readonly AnomalyKind[]): Anomaly[];
}

interface Example {
  readonly partition: number;
  readonly firstOffset: number;
  readonly producer: number;
  readonly firstSequence: number;
  readonly reason: string;
  messages: number;
}

export function examplesOfAnomalies(): Examples {
  const found = new Map<AnomalyKind, Example[]>(KINDS.map((kind) => [kind, []]));
  return {
    add(kind, partition, offset, producer, sequence, reason) {
      const examples = found.get(kind)!;
      const last = examples.at(-1);
      if (
        last !== undefined &&
        last.partition === partition &&
        last.firstOffset + last.messages === offset &&
        last.producer === producer &&
        (producer < 0 || last.firstSequence + last.messages === sequence) &&
        last.reason === reason
      ) {
        last.messages++;
      } else if (examples.length < EXAMPLES_A_KIND) {
        examples.push({
          partition,
          firstOffset: offset,
          producer,
          firstSequence: sequence,
          reason,
          messages: 1,
        });
      }
    },
    list: (kinds = KINDS) =>
      kinds.flatMap((kind) =>
        found.get(kind)!.map((example) => ({
          kind,
          partition: example.partition,
          firstOffset: example.firstOffset,
          lastOffset: example.firstOffset + example.messages - 1,
          messages: example.messages,
          detail: detailOf(example),
        })),
      ),
  };
}

function detailOf({ producer, firstSequence, messages, reason }: Example): string {
  if (producer < 0) return reason;
  const which =
    messages === 1 ? `message ${firstSequence}` : `messages ${firstSequence}–${firstSequence + messages - 1}`;
  return `producer ${producer}, ${which}: ${reason}`;
}
