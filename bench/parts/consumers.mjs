/** The check of what a consumer group read, from the files of a run. */
import { inChild } from "../support/child.mjs";
import { withDirectory } from "../support/directory.mjs";
import { atMost, megabytes, seconds } from "../support/figure.mjs";
import { median, takeTurns } from "../support/rounds.mjs";

export const summary = "checking ten million reads of a consumer group";

const ROUNDS = 3;
const READS = 10_000_000;
const TOOK_MS_MAX = 10_000;
const PEAK_BYTES_MAX = 300e6;

export function measure(progress) {
  return withDirectory(async (directory) => {
    await inChild("write-reads", { directory, count: READS });
    progress(`${READS.toLocaleString("en")} reads written`);
    const peaks = [];
    const { ours } = await takeTurns(
      ROUNDS,
      {
        ours: async () => {
          const { tookMs, peakBytes } = await inChild("check-reads", { directory, count: READS });
          peaks.push(peakBytes);
          return tookMs;
        },
      },
      progress,
    );
    return [
      atMost("ten million reads checked", median(ours), TOOK_MS_MAX, seconds),
      atMost("… whole process at its peak", Math.max(...peaks), PEAK_BYTES_MAX, megabytes),
    ];
  });
}
