/** The check of what a consumer group read, and of transactions, from the files of a run. */
import { inChild } from "../support/child.mjs";
import { withDirectory } from "../support/directory.mjs";
import { atMost, megabytes, seconds } from "../support/figure.mjs";
import { median, takeTurns } from "../support/rounds.mjs";

export const summary = "checking ten million reads of a consumer group, and 100,000 transactions";

const ROUNDS = 3;
const READS = 10_000_000;
const TOOK_MS_MAX = 10_000;
const PEAK_BYTES_MAX = 300e6;

/** Messages in each of 100,000 transactions. */
const EVERY = 100;

export async function measure(progress) {
  return [
    ...(await measured("ten million reads checked", "write-reads", "check-reads", progress)),
    ...(await measured("… with 100,000 transactions", "write-transactions", "check-transactions", progress)),
  ];
}

function measured(name, writer, checker, progress) {
  return withDirectory(async (directory) => {
    const run = { directory, count: READS, every: EVERY };
    await inChild(writer, run);
    progress(`${READS.toLocaleString("en")} reads written`);
    const peaks = [];
    const { ours } = await takeTurns(
      ROUNDS,
      {
        ours: async () => {
          const { tookMs, peakBytes } = await inChild(checker, run);
          peaks.push(peakBytes);
          return tookMs;
        },
      },
      progress,
    );
    return [
      atMost(name, median(ours), TOOK_MS_MAX, seconds),
      atMost("… whole process at its peak", Math.max(...peaks), PEAK_BYTES_MAX, megabytes),
    ];
  });
}
