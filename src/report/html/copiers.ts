/** What copiers made of what they read, as the page of a run shows it: the words of the other reports, in tables. */
import { COPIER_CHECKS, type CopierResult, exactlyOnceOf } from "../../rundir/copiers.js";
import type { Result } from "../../rundir/result.js";
import { COPIER_LABELS, copiedText, copierEvidenceOf } from "../model/copiers.js";
import { count } from "../text.js";
import type { ConsumersPage } from "./payload.js";

const FINDINGS_A_CHECK = 20;

export function copiersPage({
  copiers: result,
  settings,
}: Pick<Result, "copiers" | "settings">): ConsumersPage | null {
  if (result === undefined) return null;
  return {
    unknown: result.unknown,
    groups: result.copiers.map((copier) => ({
      group: copier.name,
      figures: figuresOf(copier),
      findings: copierEvidenceOf(copier, FINDINGS_A_CHECK, settings).map(
        ({ check, place, messages, text }) => ({
          ...{ label: COPIER_LABELS[check], place, messages, detail: text },
        }),
      ),
    })),
  };
}

type Row = ConsumersPage["groups"][number]["figures"][number];

function figuresOf(copier: CopierResult): Row[] {
  const { from, to, processes, reads, messages, copies, uncommittedCopies, transactions } = copier;
  return [
    ["exactly once", exactlyOnceOf(copier), copier.unknownBecause.exactlyOnce ?? ""],
    ["processes", count(processes), transactions === null ? "without transactions" : "with transactions"],
    ["messages copied", count(messages), `of ${from}, in ${count(reads)} reads`],
    ["copies", count(copies), `in ${to}`],
    ...COPIER_CHECKS.flatMap((check): Row[] =>
      check === "exactlyOnce"
        ? []
        : [[COPIER_LABELS[check], copiedText(copier, check), copier.unknownBecause[check] ?? ""]],
    ),
    ["copies never committed", count(uncommittedCopies), ""],
    ...(transactions === null
      ? []
      : [
          ["transactions committed", count(transactions.committed), ""] as const,
          ["transactions aborted", count(transactions.aborted), ""] as const,
          ["transactions of unknown outcome", count(transactions.unknown), ""] as const,
        ]),
  ];
}
