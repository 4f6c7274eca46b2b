/** The counts of a run, with the published ones and what else is to be said of each. */
import type { Result } from "../../rundir/result.js";
import { count, percent } from "../text.js";
import { unplannedFailures } from "./transactions.js";

/** A figure of ours, the published one beside it, and what else is to be said of it. */
export interface Figure {
  readonly label: string;
  readonly ours: number | null;
  readonly published?: number | undefined;
  readonly note?: string;
}

/** Published figures are of full size: beside a scaled run they would mislead. */
export function referenceOf({ reference, scale }: Result): Result["reference"] {
  return scale === 1 ? reference : undefined;
}

export const LABELS = {
  duplicated: "duplicated",
  reordered: "reordered",
  corrupted: "corrupted",
  misplaced: "misplaced",
  unexpected: "unexpected",
  failedButStored: "failed but kept",
  neverSent: "never sent",
  foreign: "foreign",
  epochs: "epochs broken",
  doubleAcknowledged: "acked twice",
  backdated: "backdated",
  replicas: "replicas differ",
} as const;
type AnomalyKind = keyof typeof LABELS;

/** Runs of older versions did not tell apart what is unexpected. */
export function anomalyKinds({ foreign }: Result["counts"]): AnomalyKind[] {
  const kinds = Object.keys(LABELS) as AnomalyKind[];
  return foreign === undefined ? kinds : kinds.filter((kind) => kind !== "unexpected");
}

/** As short as the column of labels has room for. */
const PLANTED = { duplicated: "copies", corrupted: "damage" } as const;

export function figuresOf(result: Result): Figure[] {
  const { counts, producers } = result;
  const reference = referenceOf(result);
  const failed = unplannedFailures(result);
  const publishedLost =
    reference?.acknowledged === undefined || reference.watermark === undefined
      ? undefined
      : Math.max(0, reference.acknowledged - reference.watermark);
  // The published loss was found by the watermark: it stands beside ours of the same kind when the two differ.
  const byWatermark = counts.lostByWatermark !== null && counts.lostByWatermark !== counts.lost;
  const partly = counts.sent < counts.planned;
  const anomalies = anomalyKinds(counts).flatMap((kind) => {
    const found = counts[kind] ?? 0;
    const example = result.anomalies.find((anomaly) => anomaly.kind === kind);
    if (found === 0) return [];
    if (kind === "failedButStored" || (kind === "unexpected" && isFailedButStored(result))) {
      const note = "the producer saw an error: sending again stores them twice";
      return { label: LABELS.failedButStored, ours: found, note };
    }
    return { label: LABELS[kind], ours: found, ...(example === undefined ? {} : { note: example.detail }) };
  });
  const { planted } = result;
  const byProxy = (["duplicated", "corrupted"] as const).flatMap((kind) =>
    planted === undefined || planted[kind] === 0
      ? []
      : [
          {
            label: `planted: ${PLANTED[kind]}`,
            ours: planted[kind],
            note: "according to the proxy's journal",
          },
        ],
  );
  return [
    { label: "sent", ours: counts.sent, ...(partly ? { note: `of ${count(counts.planned)} planned` } : {}) },
    {
      label: "acknowledged",
      ours: counts.acknowledged,
      published: reference?.acknowledged,
      ...(producers.acks === 0 ? { note: "acks 0: sent is all that is known" } : {}),
    },
    {
      label: "failed",
      ours: failed,
      published: reference?.failed,
      ...(failed === 0 ? {} : { note: `${percent(failed, counts.sent)} of all that were sent` }),
    },
    ...(counts.failed > failed
      ? [{ label: "aborted", ours: counts.failed - failed, note: "in transactions, as the scenario asks" }]
      : []),
    ...(counts.unsettled > 0
      ? [{ label: "unsettled", ours: counts.unsettled, note: "no delivery report came" }]
      : []),
    { label: "high watermark", ours: counts.highWatermark, published: reference?.watermark },
    ...(reference === undefined && !byWatermark
      ? []
      : [{ label: "lost", ours: counts.lost, published: byWatermark ? undefined : publishedLost }]),
    ...(byWatermark
      ? [{ label: "by watermark", ours: counts.lostByWatermark, published: publishedLost }]
      : []),
    ...anomalies,
    ...byProxy,
  ];
}

/** Every unexpected message is one that timed out or was refused, and that the log has all the same. */
function isFailedButStored({ counts, anomalies }: Result): boolean {
  const examples = anomalies.filter(({ kind }) => kind === "unexpected");
  const stored = examples.filter(({ detail }) => /: (?:it had )?failed\b/.test(detail));
  // Older runs say "it had failed with". At most 20 examples are listed: they speak for the rest when all of them are alike.
  return counts.unexpected !== 0 && stored.length > 0 && stored.length === examples.length;
}
