/** What became of the messages that copiers read, in words. */
import {
  COPIER_CHECKS,
  type CopierCheckName,
  type CopierResult,
  exactlyOnceOf,
} from "../../rundir/copiers.js";
import type { Result } from "../../rundir/result.js";
import { TopicPartitions } from "../../topic-partitions.js";
import { count, countOf, span } from "../text.js";

/** As short as a table has room for. */
export const COPIER_LABELS: Readonly<Record<CopierCheckName, string>> = {
  missing: "missing",
  twice: "copied twice",
  invented: "invented",
  uncopied: "not copied yet",
  exactlyOnce: "exactly once",
};

/** "12", "unknown" */
export function copiedText({ found }: CopierResult, check: CopierCheckName): string {
  const value = found[check];
  return value === null ? "unknown" : count(value);
}

/** The answer for one copier, the most important part first. */
export function copierParts(copier: CopierResult): string[] {
  const { hasTransactions, from, to, messages, copies, processes, transactions, uncommittedCopies } = copier;
  const word = exactlyOnceOf(copier);
  const counted = COPIER_CHECKS.filter((check) => check !== "exactlyOnce");
  const isCalm = (check: CopierCheckName) => copier.found[check] === 0;
  const clear = counted.filter(isCalm).map((check) => COPIER_LABELS[check]);
  return [
    `exactly once ${word}`,
    ...counted
      .filter((check) => !isCalm(check))
      .map((check) => `${copiedText(copier, check)} ${COPIER_LABELS[check]}`),
    ...(clear.length > 0 ? [`0 ${clear.join(", ")}`] : []),
    `${countOf(messages, "message")} of ${from} in ${countOf(copies, "copy", "copies")} in ${to} by ${countOf(processes, "process", "processes")}, ${hasTransactions ? "with" : "without"} transactions`,
    ...(transactions === null
      ? []
      : [
          `${countOf(transactions.committed, "transaction")} committed, ${count(transactions.aborted)} aborted, ${count(transactions.unknown)} unknown`,
        ]),
    ...(uncommittedCopies > 0 ? [`${countOf(uncommittedCopies, "copy", "copies")} never committed`] : []),
  ];
}

export interface CopierEvidence {
  readonly check: CopierCheckName;
  /** `orders-2, offsets 100–149` */
  readonly place: string;
  readonly messages: number;
  readonly text: string;
}

/** The first `each` of each check. */
export function copierEvidenceOf(
  { findings }: CopierResult,
  each: number,
  settings: Result["settings"],
): CopierEvidence[] {
  const all = settings === null ? null : new TopicPartitions(settings.topics);
  const label = (partition: number) => all?.label(partition) ?? `partition ${partition}`;
  return COPIER_CHECKS.flatMap((check) =>
    findings
      .filter((finding) => finding.check === check)
      .slice(0, each)
      .map(({ partition, firstOffset, lastOffset, messages, detail }) => ({
        ...{ check, messages, text: detail },
        place: `${label(partition)}, ${firstOffset === lastOffset ? "offset" : "offsets"} ${span(firstOffset, lastOffset)}`,
      })),
  );
}

const EVIDENCE_OF_A_CHECK = 5;

/** The evidence for one check, by its id, of each copier: a line for each finding. */
export function copierEvidence({ copiers, settings }: Result, id: string): string[] {
  const isOf = (check: CopierCheckName) =>
    id === `copiers.${check}` || (id === "copiers.exactlyOnce" && check !== "uncopied");
  return (copiers?.copiers ?? []).flatMap((copier) =>
    copierEvidenceOf(copier, EVIDENCE_OF_A_CHECK, settings)
      .filter(({ check }) => isOf(check))
      .map(
        ({ place, messages, text }) =>
          `copier ${copier.name}, ${place} (${countOf(messages, "message")}): ${text}`,
      ),
  );
}

/** A line for each copier, and the first piece of evidence of each check. Why nothing is known, where that is so. */
export function copierLines({
  copiers,
  settings,
}: Result): { readonly name: string; readonly lines: string[] }[] {
  if (copiers === undefined) return [];
  if (copiers.unknown !== null) return [{ name: "", lines: [`not known: ${copiers.unknown}`] }];
  return copiers.copiers.map((copier) => ({
    name: copier.name,
    lines: copierEvidenceOf(copier, 1, settings).map(
      ({ check, place, messages, text }) =>
        `${COPIER_LABELS[check]}, ${place} (${countOf(messages, "message")}): ${text}`,
    ),
  }));
}

/** For a table of runs: `billing kept, shipping broken`. */
export function copiersFigure({ copiers }: Result): string {
  if (copiers === undefined) return "–";
  if (copiers.unknown !== null) return "?";
  return copiers.copiers.map((copier) => `${copier.name} ${exactlyOnceOf(copier)}`).join(", ");
}
