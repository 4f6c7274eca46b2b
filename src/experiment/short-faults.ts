/**
 * Faults too short to change anything. A leader that the metadata quorum does not hear leads on until its session ends; when the
 * fault is over before that, no leader changes, and a run without loss says little about the fault. This is no reason
 * against the verdict, but its reader should know.
 */
import type { MetadataQuorum } from "../cluster/metadata/quorum.js";
import { roughDuration } from "../rough-duration.js";
import type { Result } from "../rundir/result.js";
import { ELECTION_GRACE_MS } from "./election.js";

/** What a fault of this name is called when it is over. */
const NOUNS: Readonly<Record<string, string>> = {
  partition: "cut",
  "metadata-isolate": "cut",
  "controller-isolate": "cut",
  "zk-isolate": "cut",
  pause: "pause",
};

/** One sentence for each fault that silenced a leader and after which no other broker led. */
export function notesOnShortFaults(
  { faults, failovers }: Pick<Result, "faults" | "failovers">,
  { session }: Pick<MetadataQuorum, "session">,
  silenceMsMax: number,
): string[] {
  return faults.flatMap(({ fault, injectedAt, healedAt, silencedLeaders = [], silencedMs }) => {
    if (silencedLeaders.length === 0 || injectedAt === null || healedAt === null) return [];
    const [fromMs, toMs] = [Date.parse(injectedAt), Date.parse(healedAt)];
    const hasLeaderChanged = failovers.some(({ at, from }) => {
      const atMs = Date.parse(at);
      return (
        from !== null && silencedLeaders.includes(from) && atMs >= fromMs && atMs <= toMs + ELECTION_GRACE_MS
      );
    });
    if (hasLeaderChanged) return [];
    const lasted = roughDuration(silencedMs ?? toMs - fromMs);
    const leaders = silencedLeaders.join(" and ");
    if (silencedMs !== undefined) {
      if (silencedMs >= silenceMsMax) return [];
      const were = silencedLeaders.length === 1 ? "was" : "were";
      return [
        `${leaders} ${were} down for ${lasted} at a time and the ${session} lasts ${roughDuration(silenceMsMax)}: no leader changed`,
      ];
    }
    const noun = NOUNS[fault];
    if (noun === undefined) {
      const were = silencedLeaders.length === 1 ? "was" : "were";
      return [
        `${leaders} ${were} down for ${lasted} and came back before another broker led: no leader changed`,
      ];
    }
    if (toMs - fromMs >= silenceMsMax) return [];
    return [
      `the ${noun} of ${leaders} lasted ${lasted} and the ${session} lasts ${roughDuration(silenceMsMax)}: no leader changed`,
    ];
  });
}
