/** What became of transactions, as the page of a run shows it: the words of the other reports, in tables. */
import type { Result } from "../../rundir/result.js";
import { checksOf, isUnasked } from "../../rundir/transactions.js";
import { evidenceOf, foundText, TRANSACTION_LABELS, transactionUnit } from "../model/transactions.js";
import { count, countOf } from "../text.js";
import type { TransactionsPage } from "./payload.js";

const FINDINGS_A_CHECK = 20;

export function transactionsPage({
  transactions: result,
  settings,
  expect,
}: Pick<Result, "transactions" | "settings" | "expect">): TransactionsPage | null {
  if (result === undefined) return null;
  return {
    figures: [
      ["committed", count(result.committed), "the client got a confirmation"],
      ["aborted", count(result.aborted), ""],
      ["unknown", count(result.unknown), "the client asked for the commit, and got no definite answer"],
      ["abandoned", count(result.abandoned), ""],
      ...(result.read.messages === 0
        ? []
        : [
            [
              "messages read",
              count(result.read.messages),
              `by ${countOf(result.read.transactions, "transaction")}, before they ended`,
            ] as const,
          ]),
      ...checksOf(result).map((check) => {
        const note = result.unknownBecause[check] ?? transactionUnit(check);
        const isLookedFor = !isUnasked(result, check, expect.transactions);
        const found = isLookedFor ? foundText(result, check) : "not looked for";
        return [TRANSACTION_LABELS[check], found, note] as const;
      }),
    ],
    findings: evidenceOf(result, FINDINGS_A_CHECK, settings).map(({ check, place, messages, text }) => ({
      ...{ label: TRANSACTION_LABELS[check], place, messages, detail: text },
    })),
  };
}
