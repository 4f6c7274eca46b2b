/**
 * `epochs`: leader epochs along the log. A broker writes the epoch of its term into each batch that it appends, only the controller
 * raises epochs, and followers copy batches as they are. So along a partition the epoch never steps back; where it does,
 * a broker has mixed two logs.
 */
import { brokenAmount, DEAF, EXAMPLES_A_CHECK, type LogCheck, type ObservingCheck } from "../check-kind.js";
import type { Anomaly } from "../outcome.js";

export const epochs: ObservingCheck<"epochs"> = {
  name: "epochs",
  needs: "log",
  observe: observeEpochs,
  broken: ({ counts }, expected) =>
    brokenAmount("epochs", counts.epochs, expected, {
      some: (found) =>
        `leader epochs were expected to rise along the log, but they step back ${times(found)}`,
      none: "leader epochs were expected to step back along the log, but they do not",
    }),
};

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function observeEpochs(): LogCheck {
  const examples: Anomaly[] = [];
  let count = 0;
  let partition = -1;
  let epoch = -1;
  /** Of the last record whose batch has one. */
  let before = -1;

  function step(offset: number): void {
    if (epoch < 0) return;
    if (epoch < before) {
      count++;
      if (examples.length < EXAMPLES_A_CHECK) {
        examples.push({
          ...{ kind: "epochs", partition, firstOffset: offset, lastOffset: offset, messages: 1 },
          detail: `leader epoch ${epoch} behind leader epoch ${before}`,
        });
      }
    }
    before = epoch;
  }

  return {
    ...DEAF,
    begin(next) {
      partition = next;
      before = -1;
    },
    batch({ leaderEpoch }) {
      epoch = leaderEpoch;
    },
    // Those that follow are of the same batch.
    records: (offset) => step(offset),
    control: step,
    found: () => ({ count, examples }),
  };
}
